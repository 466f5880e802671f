-- CreateTable
CREATE TABLE "webhook_endpoint" (
    "name" TEXT NOT NULL,
    "organisation" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "events" TEXT[],
    "disabled_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_endpoint_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "id" UUID NOT NULL,
    "endpoint" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "subject_kind" TEXT,
    "subject_state" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'PENDING',
    "reason" TEXT,
    "last_status" INTEGER,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "queued_at" TIMESTAMPTZ(3) NOT NULL,
    "last_tried_at" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3),
    "lease_token" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "webhook_delivery_endpoint_due_at_idx" ON "webhook_delivery"("endpoint", "due_at");

-- CreateIndex
CREATE INDEX "webhook_delivery_occurred_at_id_idx" ON "webhook_delivery"("occurred_at" DESC, "id");

-- CreateIndex
CREATE INDEX "webhook_delivery_state_occurred_at_id_idx" ON "webhook_delivery"("state", "occurred_at" DESC, "id");

-- CreateIndex
CREATE INDEX "webhook_delivery_ended_at_idx" ON "webhook_delivery"("ended_at");

-- The outbox of webhooks. A trigger and not the code: states are written in a dozen places, and whichever writes one, the event
-- is there if and only if that change is.
CREATE FUNCTION "note_webhook_event"("of_event" text, "of_organisation" text, "of_id" text, "of_kind" text, "of_state" text)
    RETURNS void LANGUAGE sql AS $$
    INSERT INTO webhook_delivery (id, endpoint, event, subject_id, subject_kind, subject_state, occurred_at, queued_at, due_at)
    -- Cut off, for a rounded moment could lie ahead.
    SELECT gen_random_uuid(), name, of_event, of_id, of_kind, of_state, date_trunc('milliseconds', now()),
        date_trunc('milliseconds', now()), date_trunc('milliseconds', now())
    FROM webhook_endpoint
    WHERE disabled_at IS NULL AND of_event = ANY (events) AND organisation = coalesce(of_organisation, organisation);
$$;

-- Of an organisation's thing that has an id and a state; the argument is the type of event.
CREATE FUNCTION "note_state_change"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_kind text := NULL;
BEGIN
    -- Only a command has a kind.
    IF TG_TABLE_NAME = 'command' THEN
        of_kind := NEW.kind;
    END IF;
    PERFORM note_webhook_event(TG_ARGV[0], NEW.organisation, NEW.id::text, of_kind, NEW.state);
    RETURN NULL;
END;
$$;

-- Only when it ended, or when a person must decide: what the hub is still busy with is no news yet.
CREATE TRIGGER "command_webhook" AFTER UPDATE OF "state" ON "command" FOR EACH ROW
    WHEN (OLD.state IS DISTINCT FROM NEW.state
        AND (NEW.state IN ('DONE', 'FAILED', 'CANCELLED') OR (NEW.state = 'IN_DOUBT' AND NEW.due_at IS NULL)))
    EXECUTE FUNCTION "note_state_change"('command.changed');

CREATE TRIGGER "text_message_webhook" AFTER UPDATE OF "state" ON "text_message" FOR EACH ROW
    WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION "note_state_change"('text.changed');

CREATE TRIGGER "letter_webhook" AFTER UPDATE OF "state" ON "letter" FOR EACH ROW
    WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION "note_state_change"('letter.changed');

CREATE TRIGGER "signature_request_webhook" AFTER UPDATE OF "state" ON "signature_request" FOR EACH ROW
    WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION "note_state_change"('signature_request.changed');

CREATE TRIGGER "appointment_webhook" AFTER UPDATE OF "state", "starts_at", "ends_at" ON "appointment" FOR EACH ROW
    WHEN ((OLD.state, OLD.starts_at, OLD.ends_at) IS DISTINCT FROM (NEW.state, NEW.starts_at, NEW.ends_at))
    EXECUTE FUNCTION "note_state_change"('appointment.changed');

-- The register is everybody's. While the copy is filled for the first time nothing in it is a change.
CREATE FUNCTION "note_association_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM mirror_state WHERE name = 'associations' AND filled_at IS NOT NULL) THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'DELETE' THEN
        PERFORM note_webhook_event('association.changed', NULL, OLD.v_code, NULL, 'REMOVED');
    ELSE
        PERFORM note_webhook_event('association.changed', NULL, NEW.v_code, NULL, 'CHANGED');
    END IF;
    RETURN NULL;
END;
$$;

CREATE TRIGGER "association_copy_webhook_new" AFTER INSERT OR DELETE ON "association_copy" FOR EACH ROW
    EXECUTE FUNCTION "note_association_change"();

CREATE TRIGGER "association_copy_webhook" AFTER UPDATE OF "detail" ON "association_copy" FOR EACH ROW
    WHEN (OLD.detail IS DISTINCT FROM NEW.detail) EXECUTE FUNCTION "note_association_change"();

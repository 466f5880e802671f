-- CreateTable
CREATE TABLE "text_message" (
    "id" UUID NOT NULL,
    "organisation" TEXT NOT NULL,
    "command_id" UUID NOT NULL,
    "reference" TEXT NOT NULL,
    "recipient_hash" TEXT NOT NULL,
    "recipient_encrypted" BYTEA NOT NULL,
    "content_encrypted" BYTEA NOT NULL,
    "key_id" TEXT NOT NULL,
    "sender" TEXT,
    "urgent" BOOLEAN NOT NULL,
    "template_key" TEXT,
    "template_version" INTEGER,
    "encoding" TEXT NOT NULL,
    "parts" INTEGER NOT NULL,
    "charged_parts" INTEGER,
    "price_micros" BIGINT NOT NULL,
    "booking" TEXT NOT NULL,
    "budget_month" TEXT NOT NULL,
    "gateway" TEXT,
    "platform_id" TEXT,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "platform_code" TEXT,
    "reported" TEXT,
    "requested_by" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "reported_at" TIMESTAMPTZ(3),

    CONSTRAINT "text_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "text_template" (
    "id" UUID NOT NULL,
    "organisation" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "content" TEXT NOT NULL,
    "saved_by" TEXT NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "text_template_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "text_opt_out" (
    "organisation" TEXT NOT NULL,
    "number_hash" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "through" TEXT NOT NULL,
    "set_by" TEXT NOT NULL,

    CONSTRAINT "text_opt_out_pkey" PRIMARY KEY ("organisation","number_hash")
);

-- CreateTable
CREATE TABLE "text_budget" (
    "organisation" TEXT NOT NULL,
    "month" TEXT NOT NULL,
    "spent_micros" BIGINT NOT NULL DEFAULT 0,
    "reserved_micros" BIGINT NOT NULL DEFAULT 0,
    "alarmed_at" TIMESTAMPTZ(3),

    CONSTRAINT "text_budget_pkey" PRIMARY KEY ("organisation","month")
);

-- CreateIndex
CREATE UNIQUE INDEX "text_message_command_id_key" ON "text_message"("command_id");

-- CreateIndex
CREATE UNIQUE INDEX "text_message_reference_key" ON "text_message"("reference");

-- CreateIndex
CREATE INDEX "text_message_organisation_requested_at_id_idx" ON "text_message"("organisation", "requested_at" DESC, "id");

-- CreateIndex
CREATE INDEX "text_message_organisation_state_requested_at_id_idx" ON "text_message"("organisation", "state", "requested_at" DESC, "id");

-- CreateIndex
CREATE UNIQUE INDEX "text_template_organisation_key_version_key" ON "text_template"("organisation", "key", "version");

-- A template of which a text was made must stay readable as it was.
CREATE FUNCTION "refuse_text_template_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'text_template is append-only: % is refused', TG_OP USING ERRCODE = 'restrict_violation';
END;
$$;

CREATE TRIGGER "text_template_append_only" BEFORE UPDATE OR DELETE ON "text_template"
    FOR EACH ROW EXECUTE FUNCTION "refuse_text_template_change"();

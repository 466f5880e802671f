-- CreateTable
CREATE TABLE "consent" (
    "id" UUID NOT NULL,
    "subject_hash" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "given" BOOLEAN NOT NULL,
    "sequence" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "through" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "text_version" TEXT NOT NULL,

    CONSTRAINT "consent_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "consent_subject_hash_purpose_channel_sequence_idx" ON "consent"("subject_hash", "purpose", "channel", "sequence" DESC);

-- What somebody said stays said.
CREATE FUNCTION "refuse_consent_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'consent is append-only: % is refused', TG_OP USING ERRCODE = 'restrict_violation';
END;
$$;

CREATE TRIGGER "consent_append_only" BEFORE UPDATE ON "consent"
    FOR EACH ROW EXECUTE FUNCTION "refuse_consent_change"();

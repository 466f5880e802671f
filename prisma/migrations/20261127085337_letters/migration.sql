-- CreateTable
CREATE TABLE "letter" (
    "id" UUID NOT NULL,
    "organisation" TEXT NOT NULL,
    "recipient_kind" TEXT NOT NULL,
    "recipient_hash" TEXT NOT NULL,
    "recipient_encrypted" BYTEA NOT NULL,
    "subject_encrypted" BYTEA NOT NULL,
    "key_id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "registered" BOOLEAN NOT NULL,
    "message_type_id" TEXT NOT NULL,
    "platform" TEXT,
    "message_id" TEXT,
    "requested_by" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL,
    "platform_status" TEXT,
    "visible" BOOLEAN,
    "no_digital_user" BOOLEAN,
    "told_at" TIMESTAMPTZ(3),

    CONSTRAINT "letter_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "letter_organisation_requested_at_id_idx" ON "letter"("organisation", "requested_at" DESC, "id");

-- CreateIndex
CREATE INDEX "letter_recipient_hash_sent_at_id_idx" ON "letter"("recipient_hash", "sent_at" DESC, "id");

-- CreateIndex
CREATE UNIQUE INDEX "letter_platform_message_id_key" ON "letter"("platform", "message_id");

-- CreateTable
CREATE TABLE "letter_batch" (
    "id" UUID NOT NULL,
    "organisation" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "template_id" UUID NOT NULL,
    "message_type_id" TEXT NOT NULL,
    "registered" BOOLEAN NOT NULL,
    "purpose" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "registered_cost" INTEGER NOT NULL,
    "prepared_by" TEXT NOT NULL,
    "prepared_at" TIMESTAMPTZ(3) NOT NULL,
    "started_by" TEXT,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "letter_batch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "letter_batch_row" (
    "batch_id" UUID NOT NULL,
    "row" INTEGER NOT NULL,
    "recipient_kind" TEXT NOT NULL,
    "recipient_hash" TEXT NOT NULL,
    "recipient_encrypted" BYTEA NOT NULL,
    "values_encrypted" BYTEA,
    "key_id" TEXT NOT NULL,
    "foreseen_channel" TEXT,
    "foreseen_reason" TEXT NOT NULL,
    "foreseen_cost" INTEGER,
    "letter_id" UUID,
    "reason" TEXT,

    CONSTRAINT "letter_batch_row_pkey" PRIMARY KEY ("batch_id","row")
);

-- CreateIndex
CREATE INDEX "letter_batch_organisation_content_hash_prepared_at_idx" ON "letter_batch"("organisation", "content_hash", "prepared_at");

-- CreateIndex
CREATE INDEX "letter_batch_state_started_at_idx" ON "letter_batch"("state", "started_at");

-- CreateIndex
CREATE UNIQUE INDEX "letter_batch_row_letter_id_key" ON "letter_batch_row"("letter_id");

-- AddForeignKey
ALTER TABLE "letter_batch_row" ADD CONSTRAINT "letter_batch_row_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "letter_batch"("id") ON DELETE CASCADE ON UPDATE CASCADE;

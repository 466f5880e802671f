-- CreateTable
CREATE TABLE "signature_request" (
    "id" TEXT NOT NULL,
    "organisation" TEXT NOT NULL,
    "package_id" TEXT NOT NULL,
    "document_ids" TEXT[],
    "title_encrypted" BYTEA NOT NULL,
    "title_key_id" TEXT NOT NULL,
    "requested_by" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "deadline" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL,
    "platform_status" TEXT,
    "told_at" TIMESTAMPTZ(3),

    CONSTRAINT "signature_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "signature_recipient" (
    "request_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "stage" INTEGER NOT NULL,
    "role" TEXT NOT NULL,
    "person_encrypted" BYTEA NOT NULL,
    "person_key_id" TEXT NOT NULL,
    "national_number_hash" TEXT,
    "state" TEXT NOT NULL,
    "platform_status" TEXT,
    "processed_at" TIMESTAMPTZ(3),

    CONSTRAINT "signature_recipient_pkey" PRIMARY KEY ("request_id","position")
);

-- CreateIndex
CREATE INDEX "signature_request_organisation_requested_at_id_idx" ON "signature_request"("organisation", "requested_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "signature_request_organisation_package_id_key" ON "signature_request"("organisation", "package_id");

-- CreateIndex
CREATE INDEX "signature_recipient_national_number_hash_idx" ON "signature_recipient"("national_number_hash");

-- AddForeignKey
ALTER TABLE "signature_recipient" ADD CONSTRAINT "signature_recipient_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "signature_request"("id") ON DELETE CASCADE ON UPDATE CASCADE;

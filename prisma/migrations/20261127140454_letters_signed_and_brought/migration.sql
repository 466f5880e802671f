-- AlterTable
ALTER TABLE "letter" ADD COLUMN     "order_encrypted" BYTEA,
ADD COLUMN     "signature_request_id" TEXT;

-- AlterTable
ALTER TABLE "letter_delivery" ADD COLUMN     "brought_on" TEXT,
ADD COLUMN     "note_encrypted" BYTEA,
ADD COLUMN     "note_key_id" TEXT,
ADD COLUMN     "recorded_by" TEXT,
ALTER COLUMN "file_id" DROP NOT NULL,
ALTER COLUMN "digest" DROP NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "letter_signature_request_id_key" ON "letter"("signature_request_id");

-- AddForeignKey
ALTER TABLE "letter" ADD CONSTRAINT "letter_signature_request_id_fkey" FOREIGN KEY ("signature_request_id") REFERENCES "signature_request"("id") ON DELETE SET NULL ON UPDATE CASCADE;

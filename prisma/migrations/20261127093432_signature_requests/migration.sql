-- AlterTable
ALTER TABLE "signature_request" ADD COLUMN     "command_id" UUID,
ADD COLUMN     "draft_begun_at" TIMESTAMPTZ(3),
ADD COLUMN     "recall_requested_at" TIMESTAMPTZ(3),
ADD COLUMN     "shared_at" TIMESTAMPTZ(3),
ALTER COLUMN "package_id" DROP NOT NULL;

-- CreateTable
CREATE TABLE "signature_file" (
    "request_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "file_id" UUID,
    "detail_encrypted" BYTEA NOT NULL,
    "detail_key_id" TEXT NOT NULL,
    "checked_at" TIMESTAMPTZ(3),
    "problem" TEXT,

    CONSTRAINT "signature_file_pkey" PRIMARY KEY ("request_id","kind","position")
);

-- CreateTable
CREATE TABLE "stored_file" (
    "id" UUID NOT NULL,
    "organisation" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "media_type" TEXT NOT NULL,
    "pages" INTEGER NOT NULL,
    "page_width" DOUBLE PRECISION NOT NULL,
    "page_height" DOUBLE PRECISION NOT NULL,
    "uploaded_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "content_encrypted" BYTEA NOT NULL,
    "key_id" TEXT NOT NULL,

    CONSTRAINT "stored_file_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "signature_file_file_id_idx" ON "signature_file"("file_id");

-- CreateIndex
CREATE INDEX "stored_file_expires_at_idx" ON "stored_file"("expires_at");

-- AddForeignKey
ALTER TABLE "signature_file" ADD CONSTRAINT "signature_file_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "signature_request"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "signature_file" ADD CONSTRAINT "signature_file_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "stored_file"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- CreateTable
CREATE TABLE "attest" (
    "id" UUID NOT NULL,
    "organisation" TEXT NOT NULL,
    "subject_hash" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "nis_code" TEXT,
    "name_encrypted" BYTEA NOT NULL,
    "content_encrypted" BYTEA NOT NULL,
    "key_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "attest_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "attest_subject_hash_year_id_idx" ON "attest"("subject_hash", "year" DESC, "id");

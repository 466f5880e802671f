-- CreateTable
CREATE TABLE "dossier_status_publication" (
    "id" UUID NOT NULL,
    "organisation" TEXT NOT NULL,
    "dossier_hash" TEXT NOT NULL,
    "content_encrypted" BYTEA NOT NULL,
    "key_id" TEXT NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "command_id" UUID NOT NULL,
    "requested_by" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "published_at" TIMESTAMPTZ(3),

    CONSTRAINT "dossier_status_publication_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "dossier_status_publication_command_id_key" ON "dossier_status_publication"("command_id");

-- CreateIndex
CREATE INDEX "dossier_status_publication_organisation_dossier_hash_from_a_idx" ON "dossier_status_publication"("organisation", "dossier_hash", "from_at");

-- CreateTable
CREATE TABLE "association_request" (
    "id" UUID NOT NULL,
    "organisation" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "v_code" TEXT,
    "content_encrypted" BYTEA NOT NULL,
    "outcome_encrypted" BYTEA NOT NULL,
    "key_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "version" TEXT,
    "command_id" UUID NOT NULL,
    "confirmed_by_id" UUID,
    "requested_by" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by" TEXT,

    CONSTRAINT "association_request_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "association_request_command_id_key" ON "association_request"("command_id");

-- CreateIndex
CREATE INDEX "association_request_organisation_kind_requested_at_id_idx" ON "association_request"("organisation", "kind", "requested_at" DESC, "id");

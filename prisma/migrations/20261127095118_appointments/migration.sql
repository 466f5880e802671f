-- CreateTable
CREATE TABLE "appointment" (
    "id" UUID NOT NULL,
    "organisation" TEXT NOT NULL,
    "platform" TEXT NOT NULL,
    "platform_id" TEXT,
    "parts" JSONB NOT NULL,
    "location_id" TEXT NOT NULL,
    "location_name" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "subject_hash" TEXT,
    "customer_encrypted" BYTEA NOT NULL,
    "key_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "command_id" UUID NOT NULL,
    "replaces_id" UUID,
    "link_used_at" TIMESTAMPTZ(3),
    "requested_by" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "told_at" TIMESTAMPTZ(3),

    CONSTRAINT "appointment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "appointment_reminder" (
    "appointment_id" UUID NOT NULL,
    "minutes_before" INTEGER NOT NULL,
    "taken_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "appointment_reminder_pkey" PRIMARY KEY ("appointment_id","minutes_before")
);

-- CreateIndex
CREATE UNIQUE INDEX "appointment_command_id_key" ON "appointment"("command_id");

-- CreateIndex
CREATE INDEX "appointment_subject_hash_requested_at_id_idx" ON "appointment"("subject_hash", "requested_at" DESC, "id");

-- CreateIndex
CREATE INDEX "appointment_organisation_requested_at_id_idx" ON "appointment"("organisation", "requested_at" DESC, "id");

-- CreateIndex
CREATE INDEX "appointment_state_starts_at_idx" ON "appointment"("state", "starts_at");

-- CreateIndex
CREATE INDEX "appointment_replaces_id_idx" ON "appointment"("replaces_id");

-- AddForeignKey
ALTER TABLE "appointment_reminder" ADD CONSTRAINT "appointment_reminder_appointment_id_fkey" FOREIGN KEY ("appointment_id") REFERENCES "appointment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

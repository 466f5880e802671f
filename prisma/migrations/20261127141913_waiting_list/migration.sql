-- CreateTable
CREATE TABLE "waiting_place" (
    "id" UUID NOT NULL,
    "organisation" TEXT NOT NULL,
    "platform" TEXT NOT NULL,
    "parts" JSONB NOT NULL,
    "locations" JSONB NOT NULL,
    "from_day" TEXT NOT NULL,
    "until_day" TEXT NOT NULL,
    "weekdays" INTEGER[],
    "part_of_day" TEXT,
    "subject_hash" TEXT,
    "person_hash" TEXT NOT NULL,
    "customer_encrypted" BYTEA NOT NULL,
    "key_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "joined_by" TEXT NOT NULL,
    "joined_at" TIMESTAMPTZ(3) NOT NULL,
    "appointment_id" UUID,

    CONSTRAINT "waiting_place_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "waiting_place_change" (
    "id" BIGSERIAL NOT NULL,
    "place_id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "actor_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "waiting_place_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "slot_offer" (
    "id" UUID NOT NULL,
    "place_id" UUID NOT NULL,
    "platform" TEXT NOT NULL,
    "location_id" TEXT NOT NULL,
    "location_name" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL,
    "offered_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "told_by" TEXT,
    "told_at" TIMESTAMPTZ(3),
    "appointment_id" UUID,

    CONSTRAINT "slot_offer_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "waiting_place_state_joined_at_id_idx" ON "waiting_place"("state", "joined_at", "id");

-- CreateIndex
CREATE INDEX "waiting_place_subject_hash_joined_at_id_idx" ON "waiting_place"("subject_hash", "joined_at", "id");

-- CreateIndex
CREATE INDEX "waiting_place_organisation_joined_at_id_idx" ON "waiting_place"("organisation", "joined_at", "id");

-- CreateIndex
CREATE INDEX "waiting_place_person_hash_idx" ON "waiting_place"("person_hash");

-- CreateIndex
CREATE INDEX "waiting_place_change_place_id_id_idx" ON "waiting_place_change"("place_id", "id");

-- CreateIndex
CREATE INDEX "slot_offer_place_id_offered_at_idx" ON "slot_offer"("place_id", "offered_at");

-- CreateIndex
CREATE INDEX "slot_offer_state_expires_at_idx" ON "slot_offer"("state", "expires_at");

-- CreateIndex
CREATE INDEX "slot_offer_platform_location_id_starts_at_idx" ON "slot_offer"("platform", "location_id", "starts_at");

-- AddForeignKey
ALTER TABLE "waiting_place_change" ADD CONSTRAINT "waiting_place_change_place_id_fkey" FOREIGN KEY ("place_id") REFERENCES "waiting_place"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "slot_offer" ADD CONSTRAINT "slot_offer_place_id_fkey" FOREIGN KEY ("place_id") REFERENCES "waiting_place"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AlterTable
ALTER TABLE "letter" ADD COLUMN     "channel_reason" TEXT,
ADD COLUMN     "command_id" UUID,
ADD COLUMN     "consent_id" UUID,
ADD COLUMN     "file_id" UUID,
ADD COLUMN     "reason" TEXT;

-- CreateTable
CREATE TABLE "letter_delivery" (
    "id" UUID NOT NULL,
    "letter_id" UUID NOT NULL,
    "organisation" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "registered" BOOLEAN NOT NULL,
    "channel_reason" TEXT NOT NULL,
    "consent_id" UUID,
    "platform" TEXT NOT NULL,
    "message_id" TEXT,
    "platform_code" TEXT,
    "no_digital_user" BOOLEAN,
    "taken_at" TIMESTAMPTZ(3) NOT NULL,
    "file_id" UUID NOT NULL,
    "digest" TEXT NOT NULL,
    "signatures" INTEGER NOT NULL,
    "cost" INTEGER NOT NULL,
    "registered_cost" INTEGER NOT NULL,

    CONSTRAINT "letter_delivery_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "letter_delivery_letter_id_idx" ON "letter_delivery"("letter_id");

-- CreateIndex
CREATE INDEX "letter_delivery_organisation_taken_at_idx" ON "letter_delivery"("organisation", "taken_at");

-- CreateIndex
CREATE UNIQUE INDEX "letter_command_id_key" ON "letter"("command_id");

-- AddForeignKey
ALTER TABLE "letter_delivery" ADD CONSTRAINT "letter_delivery_letter_id_fkey" FOREIGN KEY ("letter_id") REFERENCES "letter"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- CreateTable
CREATE TABLE "event_organizer" (
    "organizer_id" TEXT NOT NULL,
    "v_code" TEXT,
    "status" TEXT,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "event_organizer_pkey" PRIMARY KEY ("organizer_id")
);

-- CreateIndex
CREATE INDEX "event_organizer_v_code_idx" ON "event_organizer"("v_code");

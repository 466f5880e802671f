-- CreateTable
CREATE TABLE "letter_template" (
    "id" UUID NOT NULL,
    "organisation" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "language" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "address" TEXT,
    "body" TEXT NOT NULL,
    "saved_by" TEXT NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "letter_template_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "letter_template_organisation_name_version_key" ON "letter_template"("organisation", "name", "version");

-- AlterTable
ALTER TABLE "mirror_state" ADD COLUMN     "bookmark" JSONB;

-- CreateTable
CREATE TABLE "product_copy" (
    "generation" INTEGER NOT NULL,
    "iri" TEXT NOT NULL,
    "number" TEXT,
    "version_at" TEXT NOT NULL,
    "versions" TEXT[],
    "state" TEXT NOT NULL,
    "sort_name" TEXT NOT NULL,
    "search_text" TEXT NOT NULL,
    "themes" TEXT[],
    "ends_at" TIMESTAMPTZ(3),
    "detail" JSONB,

    CONSTRAINT "product_copy_pkey" PRIMARY KEY ("generation","iri")
);

-- CreateTable
CREATE TABLE "product_code" (
    "list" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "product_code_pkey" PRIMARY KEY ("list","code")
);

-- CreateTable
CREATE TABLE "product_link" (
    "number" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "organisation" TEXT NOT NULL DEFAULT '',
    "reference" TEXT NOT NULL,
    "from_settings" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "product_link_pkey" PRIMARY KEY ("number","kind","organisation","reference")
);

-- CreateIndex
CREATE INDEX "product_copy_generation_state_sort_name_iri_idx" ON "product_copy"("generation", "state", "sort_name", "iri");

-- CreateIndex
CREATE INDEX "product_copy_generation_number_idx" ON "product_copy"("generation", "number");

-- CreateIndex
CREATE INDEX "product_link_kind_reference_idx" ON "product_link"("kind", "reference");

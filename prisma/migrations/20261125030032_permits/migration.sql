-- CreateTable
CREATE TABLE "permit_object_copy" (
    "kind" TEXT NOT NULL,
    "project_number" TEXT NOT NULL,
    "object_uuid" TEXT NOT NULL,
    "type_code" TEXT,
    "state" TEXT,
    "submitted_at" TIMESTAMPTZ(3),
    "state_since" TIMESTAMPTZ(3),
    "geometry" JSONB,
    "min_x" DOUBLE PRECISION,
    "min_y" DOUBLE PRECISION,
    "max_x" DOUBLE PRECISION,
    "max_y" DOUBLE PRECISION,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "permit_object_copy_pkey" PRIMARY KEY ("kind","project_number","object_uuid")
);

-- CreateTable
CREATE TABLE "permit_project_copy" (
    "number" TEXT NOT NULL,
    "kinds" TEXT[],
    "type_code" TEXT,
    "state" TEXT,
    "submitted_at" TIMESTAMPTZ(3),
    "state_since" TIMESTAMPTZ(3),

    CONSTRAINT "permit_project_copy_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "permit_layer_state" (
    "kind" TEXT NOT NULL,
    "full_at" TIMESTAMPTZ(3),
    "followed_at" TIMESTAMPTZ(3),
    "newest_state_at" TIMESTAMPTZ(3),
    "failing_since" TIMESTAMPTZ(3),
    "failing_code" TEXT,
    "pull_started_at" TIMESTAMPTZ(3),
    "pull_since" TIMESTAMPTZ(3),
    "pull_after" TEXT,

    CONSTRAINT "permit_layer_state_pkey" PRIMARY KEY ("kind")
);

-- CreateIndex
CREATE INDEX "permit_object_copy_project_number_idx" ON "permit_object_copy"("project_number");

-- CreateIndex
CREATE INDEX "permit_object_copy_min_x_max_x_idx" ON "permit_object_copy"("min_x", "max_x");

-- CreateIndex
CREATE INDEX "permit_project_copy_kinds_idx" ON "permit_project_copy" USING GIN ("kinds");

-- CreateIndex
CREATE INDEX "permit_project_copy_type_code_number_idx" ON "permit_project_copy"("type_code", "number");

-- CreateIndex
CREATE INDEX "permit_project_copy_state_number_idx" ON "permit_project_copy"("state", "number");

-- CreateIndex
CREATE INDEX "permit_project_copy_state_since_idx" ON "permit_project_copy"("state_since");

-- CreateIndex
CREATE INDEX "permit_project_copy_submitted_at_idx" ON "permit_project_copy"("submitted_at");

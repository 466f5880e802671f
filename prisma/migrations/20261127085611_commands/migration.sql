-- CreateTable
CREATE TABLE "command" (
    "id" UUID NOT NULL,
    "organisation" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "lane" TEXT NOT NULL,
    "priority" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "platform_code" TEXT,
    "input_encrypted" BYTEA NOT NULL,
    "results_encrypted" BYTEA NOT NULL,
    "key_id" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "begun_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3),
    "lease_token" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "requested_by" TEXT NOT NULL,
    "correlation_id" TEXT NOT NULL,
    "accepted_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "command_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "command_transition" (
    "id" BIGSERIAL NOT NULL,
    "command_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "platform_code" TEXT,
    "actor_id" TEXT,

    CONSTRAINT "command_transition_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "owner" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,
    "command_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("owner","key")
);

-- CreateIndex
CREATE INDEX "command_lane_priority_due_at_id_idx" ON "command"("lane", "priority", "due_at", "id");

-- CreateIndex
CREATE INDEX "command_organisation_accepted_at_id_idx" ON "command"("organisation", "accepted_at" DESC, "id");

-- CreateIndex
CREATE INDEX "command_state_accepted_at_id_idx" ON "command"("state", "accepted_at" DESC, "id");

-- CreateIndex
CREATE INDEX "command_transition_command_id_id_idx" ON "command_transition"("command_id", "id");

-- CreateIndex
CREATE INDEX "idempotency_key_created_at_idx" ON "idempotency_key"("created_at");

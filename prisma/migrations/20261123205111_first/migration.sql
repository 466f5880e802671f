-- CreateTable
CREATE TABLE "installation" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "sandbox" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "installation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "given_name" TEXT,
    "family_name" TEXT,
    "organisation" TEXT,
    "roles" TEXT[],
    "second_factor" BOOLEAN NOT NULL DEFAULT false,
    "national_number_encrypted" BYTEA,
    "national_number_key_id" TEXT,
    "national_number_hash" TEXT,
    "id_token_encrypted" BYTEA,
    "id_token_key_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "login_attempt" (
    "state" TEXT NOT NULL,
    "nonce" TEXT NOT NULL,
    "code_verifier_encrypted" BYTEA NOT NULL,
    "code_verifier_key_id" TEXT NOT NULL,
    "browser_hash" TEXT NOT NULL,
    "audience" TEXT NOT NULL,
    "return_to" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "login_attempt_pkey" PRIMARY KEY ("state")
);

-- CreateTable
CREATE TABLE "audit_record" (
    "writer" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "mandate" TEXT,
    "subject_hash" TEXT,
    "operation" TEXT NOT NULL,
    "fields" TEXT[],
    "categories" TEXT[],
    "purpose" TEXT,
    "outcome" TEXT NOT NULL,
    "reason" TEXT,
    "correlation_id" TEXT NOT NULL,
    "previous_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_record_pkey" PRIMARY KEY ("writer","sequence")
);

-- CreateTable
CREATE TABLE "association_copy" (
    "v_code" TEXT NOT NULL,
    "sort_name" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "search_text" TEXT NOT NULL,
    "activity_codes" TEXT[],
    "postal_codes" TEXT[],
    "detail" JSONB NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "association_copy_pkey" PRIMARY KEY ("v_code")
);

-- CreateTable
CREATE TABLE "mirror_state" (
    "name" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "filled_at" TIMESTAMPTZ(3),
    "followed_at" TIMESTAMPTZ(3),
    "failing_since" TIMESTAMPTZ(3),
    "failing_code" TEXT,

    CONSTRAINT "mirror_state_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "schedule_lease" (
    "name" TEXT NOT NULL,
    "holder" TEXT,
    "expires_at" TIMESTAMPTZ(3),
    "last_run_at" TIMESTAMPTZ(3),

    CONSTRAINT "schedule_lease_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "session_expires_at_idx" ON "session"("expires_at");

-- CreateIndex
CREATE INDEX "session_national_number_hash_idx" ON "session"("national_number_hash");

-- CreateIndex
CREATE INDEX "login_attempt_expires_at_idx" ON "login_attempt"("expires_at");

-- CreateIndex
CREATE INDEX "audit_record_subject_hash_at_idx" ON "audit_record"("subject_hash", "at");

-- CreateIndex
CREATE INDEX "audit_record_at_idx" ON "audit_record"("at");

-- CreateIndex
CREATE INDEX "association_copy_sort_name_v_code_idx" ON "association_copy"("sort_name", "v_code");

-- CreateIndex
CREATE INDEX "association_copy_activity_codes_idx" ON "association_copy" USING GIN ("activity_codes");

-- CreateIndex
CREATE INDEX "association_copy_postal_codes_idx" ON "association_copy" USING GIN ("postal_codes");

-- The audit trail only grows: changing, removing or emptying it is refused, whoever asks.
CREATE FUNCTION "refuse_audit_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_record is append-only: % is refused', TG_OP USING ERRCODE = 'restrict_violation';
END;
$$;

CREATE TRIGGER "audit_record_append_only" BEFORE UPDATE OR DELETE ON "audit_record"
    FOR EACH ROW EXECUTE FUNCTION "refuse_audit_change"();

CREATE TRIGGER "audit_record_never_emptied" BEFORE TRUNCATE ON "audit_record"
    FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();

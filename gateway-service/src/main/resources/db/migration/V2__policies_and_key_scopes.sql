-- What a tenant decided and what the platform imposed on it. The effective policy is written with them, so that the
-- snapshot reads what the service computed and nothing computes it twice.
CREATE TABLE tenant_policy (
    tenant     text PRIMARY KEY REFERENCES tenant (id),
    revision   bigint NOT NULL CHECK (revision > 0),
    own        text NOT NULL CHECK (own IS JSON OBJECT),
    imposed    text NOT NULL CHECK (imposed IS JSON OBJECT),
    effective  text NOT NULL CHECK (effective IS JSON OBJECT),
    updated_at timestamptz NOT NULL
);
CREATE TRIGGER tenant_policy_changed AFTER INSERT OR UPDATE OR DELETE ON tenant_policy
    FOR EACH STATEMENT EXECUTE FUNCTION bump_snapshot_version();

-- An empty array allows everything; a limit that is null is none. previous_hash is good until previous_until.
ALTER TABLE api_key
    ADD COLUMN operations          text[] NOT NULL DEFAULT '{}',
    ADD COLUMN regions             text[] NOT NULL DEFAULT '{}',
    ADD COLUMN addresses           text[] NOT NULL DEFAULT '{}',
    ADD COLUMN requests_per_minute integer CHECK (requests_per_minute > 0),
    ADD COLUMN tokens_per_minute   bigint CHECK (tokens_per_minute > 0),
    ADD COLUMN concurrency         integer CHECK (concurrency > 0),
    ADD COLUMN rotated_at          timestamptz,
    ADD COLUMN previous_hash       text CHECK (previous_hash ~ '^[0-9a-f]{64}$'),
    ADD COLUMN previous_until      timestamptz,
    ADD COLUMN changed_in          bigint NOT NULL DEFAULT 0,
    ADD CHECK ((previous_hash IS NULL) = (previous_until IS NULL));

-- Keys are many: who has version n asks only for those whose changed_in is above n. The version is raised before the
-- rows are touched, and its lock held until commit, so that no reader of version n misses a row that n counts.
DROP TRIGGER api_key_changed ON api_key;
CREATE INDEX api_key_changed_in ON api_key (changed_in);

CREATE FUNCTION stamp_api_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT version INTO NEW.changed_in FROM snapshot_version;
    RETURN NEW;
END $$;

-- Not last_used_at: traffic must not reload the snapshot.
CREATE TRIGGER api_key_changes
    BEFORE INSERT OR UPDATE OF id, tenant, project, hash, models, operations, regions, addresses, requests_per_minute,
        tokens_per_minute, concurrency, previous_hash, previous_until, expires_at, revoked_at
    ON api_key FOR EACH STATEMENT EXECUTE FUNCTION bump_snapshot_version();
CREATE TRIGGER api_key_stamped
    BEFORE INSERT OR UPDATE OF id, tenant, project, hash, models, operations, regions, addresses, requests_per_minute,
        tokens_per_minute, concurrency, previous_hash, previous_until, expires_at, revoked_at
    ON api_key FOR EACH ROW EXECUTE FUNCTION stamp_api_key();

-- A row that is gone cannot say so: from this version on all keys are read again.
ALTER TABLE snapshot_version ADD COLUMN keys_whole_since bigint NOT NULL DEFAULT 0;

CREATE FUNCTION forget_api_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE snapshot_version SET version = version + 1, keys_whole_since = version + 1;
    RETURN NULL;
END $$;
CREATE TRIGGER api_key_forgotten AFTER DELETE OR TRUNCATE ON api_key
    FOR EACH STATEMENT EXECUTE FUNCTION forget_api_keys();

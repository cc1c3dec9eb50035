-- The gateway's control plane. Hibernate Reactive writes it, the snapshot reads it.

CREATE TABLE tenant (
    id         text PRIMARY KEY CHECK (id ~ '^[a-z][a-z0-9-]{1,30}[a-z0-9]$'),
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    created_at timestamptz NOT NULL
);

CREATE TABLE project (
    tenant     text NOT NULL REFERENCES tenant (id),
    id         text NOT NULL CHECK (id ~ '^[a-z][a-z0-9-]{1,30}[a-z0-9]$'),
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, id)
);

-- A person is (issuer, subject): two issuers may use the same subject.
CREATE TABLE member (
    tenant     text NOT NULL REFERENCES tenant (id),
    issuer     text NOT NULL CHECK (length(issuer) BETWEEN 1 AND 500),
    subject    text NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
    role       text NOT NULL CHECK (role IN ('OWNER', 'ADMIN', 'BILLING', 'DEVELOPER', 'VIEWER')),
    email      text CHECK (length(email) BETWEEN 3 AND 254),
    name       text CHECK (length(name) BETWEEN 1 AND 80),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, issuer, subject)
);
CREATE INDEX member_by_person ON member (issuer, subject);

-- The key itself is shown once and kept nowhere: hash is its HMAC-SHA-256 under the pepper, in hexadecimal.
CREATE TABLE api_key (
    id                 text PRIMARY KEY CHECK (id ~ '^[0-9A-Za-z]{12}$'),
    tenant             text NOT NULL REFERENCES tenant (id),
    project            text,
    name               text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    hash               text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
    models             text[] NOT NULL,
    created_at         timestamptz NOT NULL,
    created_by_issuer  text NOT NULL,
    created_by_subject text NOT NULL,
    created_by         text NOT NULL,
    expires_at         timestamptz,
    revoked_at         timestamptz,
    last_used_at       timestamptz,
    FOREIGN KEY (tenant, project) REFERENCES project (tenant, id)
);
CREATE INDEX api_key_newest ON api_key (tenant, created_at DESC, id DESC);

-- A repeated POST is recognised for 24 hours.
CREATE TABLE idempotency (
    tenant     text NOT NULL REFERENCES tenant (id),
    issuer     text NOT NULL,
    subject    text NOT NULL,
    token      text NOT NULL CHECK (length(token) BETWEEN 1 AND 255),
    body_hash  text NOT NULL,
    result     text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, issuer, subject, token)
);
CREATE INDEX idempotency_oldest ON idempotency (created_at);

CREATE TABLE route (
    served_model text PRIMARY KEY CHECK (length(served_model) BETWEEN 1 AND 200),
    deployment   text NOT NULL,
    region       text NOT NULL,
    capabilities text[] NOT NULL CHECK (cardinality(capabilities) > 0),
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL
);

CREATE TABLE route_replica (
    served_model text NOT NULL REFERENCES route (served_model) ON DELETE CASCADE,
    name         text NOT NULL,
    url          text NOT NULL,
    position     integer NOT NULL,
    PRIMARY KEY (served_model, name)
);

-- One chain of entries for each scope: a tenant, or '' for the platform. The head row serialises a scope's writers.
CREATE TABLE audit_head (
    scope text PRIMARY KEY,
    seq   bigint NOT NULL,
    hash  text NOT NULL
);

CREATE TABLE audit_entry (
    scope         text NOT NULL,
    seq           bigint NOT NULL,
    at            timestamptz NOT NULL,
    actor_issuer  text NOT NULL,
    actor_subject text NOT NULL,
    actor         text NOT NULL,
    action        text NOT NULL,
    target        text NOT NULL,
    detail        text NOT NULL CHECK (detail IS JSON OBJECT),
    previous_hash text NOT NULL,
    hash          text NOT NULL,
    PRIMARY KEY (scope, seq)
);

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only';
END $$;
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

-- Version of all that the data plane reads. The row lock is held until commit, so versions follow commit order: whoever
-- sees version n sees everything that n counts.
CREATE TABLE snapshot_version (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    version  bigint NOT NULL
);
INSERT INTO snapshot_version (version) VALUES (1);

CREATE FUNCTION bump_snapshot_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE snapshot_version SET version = version + 1;
    RETURN NULL;
END $$;

CREATE TRIGGER tenant_changed AFTER INSERT OR UPDATE OR DELETE ON tenant
    FOR EACH STATEMENT EXECUTE FUNCTION bump_snapshot_version();
CREATE TRIGGER member_changed AFTER INSERT OR UPDATE OR DELETE ON member
    FOR EACH STATEMENT EXECUTE FUNCTION bump_snapshot_version();
-- Not last_used_at: traffic must not reload the snapshot.
CREATE TRIGGER api_key_changed AFTER INSERT OR DELETE OR UPDATE OF id, tenant, project, hash, models, expires_at, revoked_at
    ON api_key FOR EACH STATEMENT EXECUTE FUNCTION bump_snapshot_version();
CREATE TRIGGER route_changed AFTER INSERT OR UPDATE OR DELETE ON route
    FOR EACH STATEMENT EXECUTE FUNCTION bump_snapshot_version();
CREATE TRIGGER route_replica_changed AFTER INSERT OR UPDATE OR DELETE ON route_replica
    FOR EACH STATEMENT EXECUTE FUNCTION bump_snapshot_version();

-- The second entry: what inference pods say they served, as they said it.

-- One account of one pod. Its sums never get smaller; a pod that begins anew, its file lost, has another account.
CREATE TABLE served_account (
    account       text        PRIMARY KEY,
    replica       text        NOT NULL,
    region        text        NOT NULL,
    first_read_at timestamptz NOT NULL,
    last_read_at  timestamptz NOT NULL
);

-- Sums as they stood when they were read. The one with the most requests counts, so reading twice or late changes nothing.
CREATE TABLE served_reading (
    day                         date        NOT NULL,
    account                     text        NOT NULL REFERENCES served_account,
    digest                      text        NOT NULL,
    client                      text        NOT NULL,
    tenant                      text        NOT NULL,
    requests                    bigint      NOT NULL CHECK (requests > 0),
    prompt_tokens               bigint      NOT NULL,
    cached_prompt_tokens        bigint      NOT NULL CHECK (cached_prompt_tokens >= 0),
    completion_tokens           bigint      NOT NULL,
    estimated_requests          bigint      NOT NULL CHECK (estimated_requests BETWEEN 0 AND requests),
    estimated_prompt_tokens     bigint      NOT NULL CHECK (estimated_prompt_tokens BETWEEN 0 AND prompt_tokens),
    estimated_completion_tokens bigint      NOT NULL CHECK (estimated_completion_tokens BETWEEN 0 AND completion_tokens),
    read_at                     timestamptz NOT NULL,
    PRIMARY KEY (day, account, digest, client, tenant, requests)
);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON served_reading
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON served_reading
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Where pods are asked: working state, not books. A row goes when its address is no longer one of those to ask.
CREATE TABLE served_source (
    address  text        PRIMARY KEY,
    account  text,
    due_at   timestamptz NOT NULL,
    seen_at  timestamptz NOT NULL,
    since    timestamptz NOT NULL,
    read_at  timestamptz,
    problem  text
);

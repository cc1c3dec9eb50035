-- Usage and its charges summed by hour and by day of Asia/Seoul, so that no question about a month reads its events.
-- Kept in the transaction that books or charges; one row a gateway, so that two gateways never wait for each other.
-- No checks on the sums: an upsert has its addends checked, and one that settles a parked event takes from unrated.
CREATE TABLE usage_rollup (
    tenant               text            NOT NULL,
    period               text            NOT NULL CHECK (period IN ('hour', 'day')),
    period_start         timestamptz     NOT NULL,
    model                text            NOT NULL,
    key_id               text,
    project              text,
    region               text,
    source               text            NOT NULL,
    requests             bigint          NOT NULL,
    prompt_tokens        bigint          NOT NULL,
    cached_prompt_tokens bigint          NOT NULL,
    completion_tokens    bigint          NOT NULL,
    reasoning_tokens     bigint          NOT NULL,
    unrated              bigint          NOT NULL,
    amount               numeric(38, 15) NOT NULL,
    CONSTRAINT usage_rollup_once
        UNIQUE NULLS NOT DISTINCT (tenant, period, period_start, model, key_id, project, region, source)
) WITH (fillfactor = 70);

-- The same, derived from the events, their charges and those that wait for a price.
CREATE VIEW usage_rollup_derived AS
WITH hourly AS (
    SELECT e.tenant, date_trunc('hour', e.event_time, 'Asia/Seoul') AS hour,
        e.model, e.key_id, e.project, e.region, e.source,
        count(*) AS requests, sum(e.prompt_tokens) AS prompt_tokens,
        sum(e.cached_prompt_tokens) AS cached_prompt_tokens, sum(e.completion_tokens) AS completion_tokens,
        sum(e.reasoning_tokens) AS reasoning_tokens, count(u.seq) AS unrated, coalesce(sum(c.amount), 0) AS amount
    FROM usage_event e
    LEFT JOIN unrated_event u ON u.seq = e.seq
    LEFT JOIN (SELECT event_time, seq, sum(amount) AS amount FROM charge GROUP BY 1, 2) c
        ON c.event_time = e.event_time AND c.seq = e.seq
    GROUP BY 1, 2, 3, 4, 5, 6, 7
)
SELECT h.tenant, p.period, date_trunc(p.period, h.hour, 'Asia/Seoul') AS period_start,
    h.model, h.key_id, h.project, h.region, h.source,
    sum(h.requests)::bigint AS requests, sum(h.prompt_tokens)::bigint AS prompt_tokens,
    sum(h.cached_prompt_tokens)::bigint AS cached_prompt_tokens,
    sum(h.completion_tokens)::bigint AS completion_tokens,
    sum(h.reasoning_tokens)::bigint AS reasoning_tokens, sum(h.unrated)::bigint AS unrated, sum(h.amount) AS amount
FROM hourly h CROSS JOIN (VALUES ('hour'), ('day')) p (period)
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;

INSERT INTO usage_rollup SELECT * FROM usage_rollup_derived;

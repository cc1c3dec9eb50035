-- Usage beyond tokens: images, and seconds of sound. Events from before have none of either.
ALTER TABLE usage_event
    ADD COLUMN images        bigint NOT NULL DEFAULT 0 CHECK (images >= 0),
    ADD COLUMN audio_seconds bigint NOT NULL DEFAULT 0 CHECK (audio_seconds >= 0);
ALTER TABLE usage_rollup
    ADD COLUMN images        bigint NOT NULL DEFAULT 0,
    ADD COLUMN audio_seconds bigint NOT NULL DEFAULT 0;

CREATE OR REPLACE VIEW usage_rollup_derived AS
WITH hourly AS (
    SELECT e.tenant, date_trunc('hour', e.event_time, 'Asia/Seoul') AS hour,
        e.model, e.key_id, e.project, e.region, e.source,
        count(*) AS requests, sum(e.prompt_tokens) AS prompt_tokens,
        sum(e.cached_prompt_tokens) AS cached_prompt_tokens, sum(e.completion_tokens) AS completion_tokens,
        sum(e.reasoning_tokens) AS reasoning_tokens, count(u.seq) AS unrated, coalesce(sum(c.amount), 0) AS amount,
        sum(e.images) AS images, sum(e.audio_seconds) AS audio_seconds
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
    sum(h.reasoning_tokens)::bigint AS reasoning_tokens, sum(h.unrated)::bigint AS unrated, sum(h.amount) AS amount,
    sum(h.images)::bigint AS images, sum(h.audio_seconds)::bigint AS audio_seconds
FROM hourly h CROSS JOIN (VALUES ('hour'), ('day')) p (period)
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;

-- What can have a price: cached_prompt and reasoning are parts of prompt and completion, request is a fee.
ALTER TABLE price DROP CONSTRAINT price_meter_check, ADD CONSTRAINT price_meter_check
    CHECK (meter IN ('prompt', 'cached_prompt', 'completion', 'reasoning', 'request', 'image', 'second'));
ALTER TABLE charge DROP CONSTRAINT charge_meter_check, ADD CONSTRAINT charge_meter_check
    CHECK (meter IN ('prompt', 'cached_prompt', 'completion', 'reasoning', 'request', 'image', 'second'));
ALTER TABLE unrated_event DROP CONSTRAINT unrated_event_missing_check, ADD CONSTRAINT unrated_event_missing_check
    CHECK (missing IN ('prompt', 'completion', 'cached_prompt', 'reasoning', 'request', 'image', 'second'));

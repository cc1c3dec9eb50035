-- What was spent in a month is the sum of its days, so it is no longer kept beside them: a charge changes half as many rows.
-- Scope 'credit' alone is kept by month, for credit is settled by month and may begin within a day.
DROP VIEW spend_total_derived;
DELETE FROM spend_total WHERE period = 'month' AND scope <> 'credit';
ALTER TABLE spend_total DROP COLUMN period;
ALTER TABLE spend_total ADD PRIMARY KEY (tenant, scope, scope_id, period_start, source);

-- The same, derived from the events and their charges.
CREATE VIEW spend_total_derived AS
WITH spent AS (
    SELECT e.tenant, e.project, e.key_id, e.source,
        date_trunc('day', e.event_time, 'Asia/Seoul') AS day,
        a.credited_since <= e.event_time AS credited,
        sum(c.amount) AS amount
    FROM usage_event e
    JOIN charge c ON c.event_time = e.event_time AND c.seq = e.seq
    LEFT JOIN credit_account a ON a.tenant = e.tenant
    GROUP BY 1, 2, 3, 4, 5, 6
)
SELECT s.tenant, scopes.scope, scopes.scope_id, date_trunc(scopes.period, s.day, 'Asia/Seoul') AS period_start, s.source,
    sum(s.amount) AS amount
FROM spent s
CROSS JOIN LATERAL (VALUES ('tenant', '', 'day'), ('project', s.project, 'day'), ('key', s.key_id, 'day'),
    ('credit', CASE WHEN s.credited THEN '' END, 'month')) scopes (scope, scope_id, period)
WHERE scopes.scope_id IS NOT NULL
GROUP BY 1, 2, 3, 4, 5
HAVING sum(s.amount) > 0;

-- What was spent of one budget's scope in the day or month that begins at an instant, by gateway.
CREATE FUNCTION spent_in(tenant text, scope text, scope_id text, period text, start timestamptz)
RETURNS TABLE (source text, amount numeric) LANGUAGE sql STABLE AS $$
    SELECT t.source, sum(t.amount) FROM spend_total t
    WHERE t.tenant = spent_in.tenant AND t.scope = spent_in.scope AND t.scope_id = spent_in.scope_id
        AND t.period_start >= start AND t.period_start < (start AT TIME ZONE 'Asia/Seoul'
            + CASE period WHEN 'day' THEN interval '1 day' ELSE interval '1 month' END) AT TIME ZONE 'Asia/Seoul'
    GROUP BY 1
$$;

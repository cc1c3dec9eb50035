-- What was spent in a month is the sum of its days, so it is no longer kept beside them: a charge changes half the rows.
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

-- What was spent in each day and in each month.
CREATE VIEW spend AS
SELECT tenant, scope, scope_id, 'day' AS period, period_start, source, amount FROM spend_total WHERE scope <> 'credit'
UNION ALL
SELECT tenant, scope, scope_id, 'month', date_trunc('month', period_start, 'Asia/Seoul'), source, sum(amount)
FROM spend_total GROUP BY 1, 2, 3, 5, 6;

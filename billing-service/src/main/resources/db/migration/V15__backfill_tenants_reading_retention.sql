-- Whose usage a backfill had; empty for calls from before this column.
ALTER TABLE backfill ADD COLUMN tenants text[] NOT NULL DEFAULT '{}';
CREATE INDEX backfill_tenants ON backfill USING gin (tenants);

-- Readings go once nothing needs them: one that a later reading of the same account went beyond after 35 days, and those that
-- reports are made of after five years. What is configured may be longer, and no shorter.
CREATE FUNCTION refuse_needed_reading() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    today date := (now() AT TIME ZONE 'Asia/Seoul')::date;
BEGIN
    IF OLD.day < today - interval '5 years' THEN
        RETURN OLD;
    END IF;
    IF OLD.day < today - 35 AND EXISTS (SELECT FROM served_reading r
            WHERE (r.day, r.account, r.digest, r.client, r.tenant) = (OLD.day, OLD.account, OLD.digest, OLD.client, OLD.tenant)
                AND r.requests > OLD.requests) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'served_reading is append-only: DELETE of a reading of % is refused, reports are made of it', OLD.day
        USING ERRCODE = 'restrict_violation';
END $$;

DROP TRIGGER append_only ON served_reading;
CREATE TRIGGER append_only BEFORE UPDATE ON served_reading
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER needed BEFORE DELETE ON served_reading
    FOR EACH ROW EXECUTE FUNCTION refuse_needed_reading();

-- Who listens hears of each new version as soon as it is committed.
CREATE FUNCTION tell_snapshot_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NOTIFY gateway_snapshot;
    RETURN NULL;
END $$;
CREATE TRIGGER snapshot_version_told AFTER UPDATE ON snapshot_version
    FOR EACH STATEMENT EXECUTE FUNCTION tell_snapshot_version();

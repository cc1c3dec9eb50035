-- Request ids begin with the time they were made at, and so do the ids of events: led by them, an index grows at its end, whose pages are in memory,
-- and not all over what usage has come to in years.
ALTER TABLE usage_identity DROP CONSTRAINT usage_identity_once,
    ADD CONSTRAINT usage_identity_once UNIQUE (event_id, source, tenant);

DROP INDEX usage_event_tenant_request;
CREATE INDEX usage_event_request ON usage_event (request_id);

-- Raised by every change that somebody makes to a key, so that nobody changes one that they have not seen.
ALTER TABLE api_key ADD COLUMN revision bigint NOT NULL DEFAULT 1 CHECK (revision > 0);

-- Tenants and routes belong to no tenant when they are asked for: '' is the platform, as in the audit trail.
ALTER TABLE idempotency DROP CONSTRAINT idempotency_tenant_fkey;
ALTER TABLE idempotency RENAME COLUMN tenant TO scope;

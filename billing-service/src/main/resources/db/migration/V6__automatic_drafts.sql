-- What drawing drafts by itself made of a tenant's month: one row, so once, however many replicas look.
-- The draft may be discarded later, so nothing refers to it.
CREATE TABLE invoice_drafting (
    tenant     text        NOT NULL,
    month      date        NOT NULL CHECK (extract(day FROM month) = 1),
    invoice_id bigint,
    problem    text,
    attempts   int         NOT NULL CHECK (attempts > 0),
    tried_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant, month),
    CONSTRAINT invoice_drafting_outcome CHECK ((invoice_id IS NULL) = (problem IS NOT NULL))
);

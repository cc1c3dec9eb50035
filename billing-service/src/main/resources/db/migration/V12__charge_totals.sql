-- What a month of Asia/Seoul was charged, by what an invoice has a line for, kept in the transaction that charges: a draft reads
-- some rows and not millions of events. One row a gateway, so that two gateways never wait for each other.
CREATE TABLE charge_total (
    tenant   text            NOT NULL,
    month    date            NOT NULL,
    model    text            NOT NULL,
    meter    text            NOT NULL,
    price_id bigint          NOT NULL,
    source   text            NOT NULL,
    quantity bigint          NOT NULL,
    amount   numeric(38, 15) NOT NULL,
    PRIMARY KEY (tenant, month, model, meter, price_id, source)
) WITH (fillfactor = 70);

-- The same, derived from the events and their charges.
CREATE VIEW charge_total_derived AS
SELECT e.tenant, date_trunc('month', e.event_time AT TIME ZONE 'Asia/Seoul')::date AS month, e.model, c.meter, c.price_id,
    e.source, sum(c.quantity)::bigint AS quantity, sum(c.amount) AS amount
FROM charge c JOIN usage_event e ON e.event_time = c.event_time AND e.seq = c.seq
GROUP BY 1, 2, 3, 4, 5, 6;

INSERT INTO charge_total SELECT * FROM charge_total_derived;

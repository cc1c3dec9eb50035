package kr.hangil.billing.ledger;

import java.util.Locale;

/** The accounts a tenant has. */
public enum Account {
    /** What was paid to us. */
    CASH,
    /** What the tenant owes by invoices. */
    RECEIVABLE,
    /** Credit the tenant has not used. */
    PREPAID,
    /** Charges that were invoiced. */
    REVENUE,
    /** 부가가치세 we owe. */
    VAT,
    /** What flooring to whole won left. */
    ROUNDING;

    /** The name on the wire and in the database. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package kr.hangil.billing.money;

/** Whether prices have VAT in them. */
public enum Vat {
    /** VAT comes on top of the price. */
    EXCLUSIVE,
    /** The price is what is paid, VAT and all. */
    INCLUSIVE
}

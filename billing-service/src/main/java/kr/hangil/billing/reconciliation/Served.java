package kr.hangil.billing.reconciliation;

/**
 * What pods served, by their own account.
 *
 * @param told answers that said what they used: exact
 * @param estimated answers that broke off before they said it: a guess, on both sides of the comparison
 */
record Served(TokenSum told, TokenSum estimated) {

    static final Served NONE = new Served(TokenSum.NONE, TokenSum.NONE);

    Served plus(Served other) {
        return new Served(told.plus(other.told), estimated.plus(other.estimated));
    }
}

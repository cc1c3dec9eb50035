package kr.hangil.billing.reconciliation;

/**
 * What gateways billed.
 *
 * @param told events with tokens that the answer said: exact
 * @param estimated events whose tokens the gateway counted itself, because the answer broke off
 * @param repeats events of whole answers without tokens: repeats under an {@code Idempotency-Key}, served again and not billed
 * @param unanswered events of answers that broke off before anything was delivered: nothing is billed
 */
record Billed(TokenSum told, TokenSum estimated, long repeats, long unanswered) {

    static final Billed NONE = new Billed(TokenSum.NONE, TokenSum.NONE, 0, 0);

    Billed plus(Billed other) {
        return new Billed(
                told.plus(other.told),
                estimated.plus(other.estimated),
                repeats + other.repeats,
                unanswered + other.unanswered);
    }
}

package kr.hangil.billing.reconciliation;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * One difference between the two entries.
 *
 * @param kind what it is
 * @param explained whether it is as it should be: nobody was billed wrongly
 * @param tenant whose; empty where the caller named none
 * @param gap what was served less what was billed, exact
 * @param requestIds requests it is made of, where that is known, at most {@link #MOST_IDS}; empty where only sums are known
 * @param detail for a person
 */
record Difference(Kind kind, boolean explained, String tenant, TokenSum gap, List<String> requestIds, String detail) {

    static final int MOST_IDS = 20;

    Difference {
        requestIds = List.copyOf(requestIds);
    }

    static Difference of(Kind kind, String tenant, TokenSum gap, List<String> requestIds) {
        return new Difference(kind, kind.explained, tenant, gap, requestIds, kind.detail);
    }

    /** Why the entries differ. */
    enum Kind {
        /** Pods served repeats under an {@code Idempotency-Key}, which gateways do not bill (ADR 12). */
        @JsonProperty("repeat_not_billed")
        REPEAT_NOT_BILLED(true, "repeats under an Idempotency-Key are served again and not billed"),

        /** A request ended on one day for the pod and on the other for its gateway. */
        @JsonProperty("around_midnight")
        AROUND_MIDNIGHT(true, "these requests ended on one day for the pod and on the other for the gateway"),

        /** Pod and gateway saw the end of an answer differently: one of them has an estimate. */
        @JsonProperty("broken_off")
        BROKEN_OFF(
                true,
                "answers broke off between pod and gateway: one has the engine's count, the other an estimate or nothing"),

        /** A client that is no gateway asked pods. */
        @JsonProperty("other_client")
        OTHER_CLIENT(false, "asked of pods by a client that is no gateway, so nobody was billed"),

        /** Billed for a pod whose account was not read since: it may have served this and gone. */
        @JsonProperty("not_read")
        NOT_READ(
                false,
                "billed for pods whose account was not read afterwards; what they served since their last reading is unknown"),

        @JsonProperty("served_not_billed")
        SERVED_NOT_BILLED(false, "served and not billed"),

        @JsonProperty("billed_not_served")
        BILLED_NOT_SERVED(false, "billed and not served"),

        @JsonProperty("tokens_differ")
        TOKENS_DIFFER(false, "as many requests, with other tokens");

        private final boolean explained;
        private final String detail;

        Kind(boolean explained, String detail) {
            this.explained = explained;
            this.detail = detail;
        }
    }
}

package kr.hangil.gateway.admission;

import io.vertx.core.Future;
import java.time.Duration;

/** Remembers which requests were charged under an {@code Idempotency-Key}. */
interface Repeats {

    /** Takes the right to be charged, or to be repeated free of charge. Settled once by {@link #settle}, if it was given. */
    Future<Answer> claim(RepeatClaim claim);

    /** @param charged whether the request was charged; when not, it is as if it had never come */
    void settle(RepeatClaim claim, boolean charged);

    /** What is known of a request. */
    sealed interface Answer {

        /** Nothing: it is charged. */
        record First() implements Answer {}

        /**
         * It was charged already, so this one is free.
         *
         * @param charged id of the request that was charged
         */
        record Again(String charged) implements Answer {}

        /**
         * It runs now.
         *
         * @param left time until its deadline
         */
        record Running(Duration left) implements Answer {}

        /** The key came with another request. */
        record Other() implements Answer {}

        /** It was repeated as often as may be. */
        record Worn() implements Answer {}
    }
}

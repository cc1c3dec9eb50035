package kr.hangil.gateway.admission;

/**
 * One limit that a request must fit under, and what it takes of it.
 *
 * @param scope whose limit it is: {@code tenant}, {@code project <id>} or {@code key <id>}, as an error names it
 * @param kind what is counted
 * @param limit most at once, >= 1
 * @param amount what the request takes, 1..limit
 */
record Quota(String scope, Kind kind, long limit, long amount) {

    /** What is counted: the first two over any minute, the third while it lasts. */
    enum Kind {
        REQUESTS("requests per minute"),
        TOKENS("tokens per minute"),
        CONCURRENCY("requests in flight");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    Quota {
        if (limit < 1 || amount < 1 || amount > limit) {
            throw new IllegalArgumentException(
                    "a request takes 1 to " + limit + " of its limit, not " + amount + ": " + kind);
        }
    }

    /** Name of its counter within the tenant's. */
    String counter() {
        return scope.replace(' ', ':') + ":" + kind.name().charAt(0);
    }
}

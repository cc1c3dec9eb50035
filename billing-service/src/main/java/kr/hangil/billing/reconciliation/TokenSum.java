package kr.hangil.billing.reconciliation;

/**
 * Requests and their tokens. A difference of two sums may be negative.
 *
 * @param promptTokens tokens read, cached ones included
 * @param cachedPromptTokens part of {@code promptTokens}
 * @param completionTokens tokens written
 */
record TokenSum(long requests, long promptTokens, long cachedPromptTokens, long completionTokens) {

    static final TokenSum NONE = new TokenSum(0, 0, 0, 0);

    TokenSum plus(TokenSum other) {
        return new TokenSum(
                Math.addExact(requests, other.requests),
                Math.addExact(promptTokens, other.promptTokens),
                Math.addExact(cachedPromptTokens, other.cachedPromptTokens),
                Math.addExact(completionTokens, other.completionTokens));
    }

    TokenSum minus(TokenSum other) {
        return new TokenSum(
                Math.subtractExact(requests, other.requests),
                Math.subtractExact(promptTokens, other.promptTokens),
                Math.subtractExact(cachedPromptTokens, other.cachedPromptTokens),
                Math.subtractExact(completionTokens, other.completionTokens));
    }

    boolean isNone() {
        return equals(NONE);
    }

    /** Whether there are no fewer tokens than none. */
    boolean hasOnlyMore() {
        return promptTokens >= 0 && cachedPromptTokens >= 0 && completionTokens >= 0;
    }

    /** Whether there are no more tokens than none. */
    boolean hasOnlyLess() {
        return promptTokens <= 0 && cachedPromptTokens <= 0 && completionTokens <= 0;
    }
}

package kr.hangil.inference.served;

/**
 * Sums of what was served.
 *
 * @param requests answers that the engine was asked for, also those that broke off, >= 0
 * @param estimated of them, those whose tokens are estimated because the answer did not say, >= 0
 * @param promptTokens tokens read, >= 0
 * @param cachedTokens of them, those that the engine found in its cache, >= 0
 * @param outputTokens tokens written, >= 0
 */
public record ServedTokens(long requests, long estimated, long promptTokens, long cachedTokens, long outputTokens) {

    public ServedTokens {
        if (requests < 0 || estimated < 0 || promptTokens < 0 || cachedTokens < 0 || outputTokens < 0) {
            throw new IllegalArgumentException("what was served is not negative");
        }
    }

    ServedTokens plus(ServedTokens other) {
        return new ServedTokens(
                requests + other.requests,
                estimated + other.estimated,
                promptTokens + other.promptTokens,
                cachedTokens + other.cachedTokens,
                outputTokens + other.outputTokens);
    }
}

package kr.hangil.inference.served;

/**
 * Sums of what was served.
 *
 * @param requests answers that the engine was asked for, also those that broke off, >= 0
 * @param estimated of them, those whose tokens are estimated because the answer did not say, >= 0
 * @param promptTokens tokens read, >= 0
 * @param cachedTokens of them, those that the engine found in its cache, >= 0
 * @param outputTokens tokens written, >= 0
 * @param estimatedPromptTokens of {@code promptTokens}, those of the estimated answers; the others are exact
 * @param estimatedOutputTokens of {@code outputTokens}, those of the estimated answers; the others are exact
 */
public record ServedTokens(
        long requests,
        long estimated,
        long promptTokens,
        long cachedTokens,
        long outputTokens,
        long estimatedPromptTokens,
        long estimatedOutputTokens) {

    public ServedTokens {
        if (requests < 0
                || estimated < 0
                || cachedTokens < 0
                || estimatedPromptTokens < 0
                || estimatedOutputTokens < 0) {
            throw new IllegalArgumentException("what was served is not negative");
        }
        if (promptTokens < estimatedPromptTokens || outputTokens < estimatedOutputTokens) {
            throw new IllegalArgumentException("what is estimated is part of what was served");
        }
    }

    /** One answer that said what it used. */
    public static ServedTokens told(long promptTokens, long cachedTokens, long outputTokens) {
        return new ServedTokens(1, 0, promptTokens, cachedTokens, outputTokens, 0, 0);
    }

    /** One answer that did not. */
    public static ServedTokens estimated(long promptTokens, long outputTokens) {
        return new ServedTokens(1, 1, promptTokens, 0, outputTokens, promptTokens, outputTokens);
    }

    ServedTokens plus(ServedTokens other) {
        return new ServedTokens(
                requests + other.requests,
                estimated + other.estimated,
                promptTokens + other.promptTokens,
                cachedTokens + other.cachedTokens,
                outputTokens + other.outputTokens,
                estimatedPromptTokens + other.estimatedPromptTokens,
                estimatedOutputTokens + other.estimatedOutputTokens);
    }
}

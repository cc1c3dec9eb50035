package kr.hangil.gateway.metering;

/**
 * Tokens of one request.
 *
 * @param prompt tokens read, cached ones included; >= 0
 * @param cachedPrompt part of {@code prompt} answered from the prefix cache
 * @param completion tokens written, reasoning included; >= 0
 * @param reasoning part of {@code completion} spent on reasoning
 * @param estimated whether they were counted by us rather than reported by the engine
 */
public record TokenCounts(long prompt, long cachedPrompt, long completion, long reasoning, boolean estimated) {

    /** Nothing was delivered. */
    public static final TokenCounts NONE = new TokenCounts(0, 0, 0, 0, false);

    public TokenCounts {
        if (prompt < 0 || completion < 0) {
            throw new IllegalArgumentException("negative token count");
        }
        cachedPrompt = Math.clamp(cachedPrompt, 0, prompt);
        reasoning = Math.clamp(reasoning, 0, completion);
    }
}

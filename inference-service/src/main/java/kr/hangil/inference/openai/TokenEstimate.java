package kr.hangil.inference.openai;

import jakarta.inject.Singleton;

/**
 * How many tokens a request will be, before the engine has counted: learned from what it counted of others. Safe for use by
 * several threads.
 */
@Singleton
final class TokenEstimate {

    private static final double NEWEST = 0.05;
    private static final int LEAST_TOKENS = 8;

    private double bytesPerToken = 4;
    private double outputTokens = 256;

    /** Tokens of a prompt whose request has so many bytes of JSON. */
    synchronized long prompt(long bytes) {
        return (long) Math.ceil(bytes / bytesPerToken);
    }

    /** Tokens of an answer whose length the request leaves open. */
    synchronized long output() {
        return (long) Math.ceil(outputTokens);
    }

    /** A request of so many bytes had so many prompt tokens, and each of its answers so many tokens. */
    synchronized void learn(long bytes, long prompt, double output) {
        if (prompt >= LEAST_TOKENS) {
            bytesPerToken += NEWEST * ((double) bytes / prompt - bytesPerToken);
        }
        if (output > 0) {
            outputTokens += NEWEST * (output - outputTokens);
        }
    }
}

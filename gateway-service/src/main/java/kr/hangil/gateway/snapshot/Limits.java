package kr.hangil.gateway.snapshot;

import org.jspecify.annotations.Nullable;

/**
 * Rates and concurrency that somebody may not exceed. What is null is not limited.
 *
 * @param requestsPerMinute requests started in any 60 seconds, >= 1
 * @param tokensPerMinute prompt and completion tokens in any 60 seconds, >= 1
 * @param concurrency requests in flight at once, >= 1
 */
public record Limits(
        @Nullable Integer requestsPerMinute,
        @Nullable Long tokensPerMinute,
        @Nullable Integer concurrency) {

    /** Nothing is limited. */
    public static final Limits NONE = new Limits(null, null, null);

    public Limits {
        requirePositive("requestsPerMinute", requestsPerMinute);
        requirePositive("tokensPerMinute", tokensPerMinute);
        requirePositive("concurrency", concurrency);
    }

    /** Both at once: in each field the lower of the two. */
    public Limits and(Limits other) {
        return new Limits(
                lower(requestsPerMinute, other.requestsPerMinute),
                lower(tokensPerMinute, other.tokensPerMinute),
                lower(concurrency, other.concurrency));
    }

    private static <T extends Comparable<T>> @Nullable T lower(@Nullable T one, @Nullable T other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static void requirePositive(String name, @Nullable Number limit) {
        if (limit != null && limit.longValue() < 1) {
            throw new IllegalArgumentException("'" + name + "' must be at least 1; leave it out for no limit");
        }
    }
}

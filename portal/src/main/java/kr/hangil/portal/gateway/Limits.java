package kr.hangil.portal.gateway;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * How much may be asked for. What is null is not limited.
 *
 * @param requestsPerMinute requests started in any 60 seconds, at least 1
 * @param tokensPerMinute prompt and completion tokens in any 60 seconds, at least 1
 * @param concurrency requests in flight at once, at least 1
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Limits(
        @Nullable Long requestsPerMinute,
        @Nullable Long tokensPerMinute,
        @Nullable Long concurrency) {

    public static final Limits NONE = new Limits(null, null, null);

    /** Most requests per minute that a limit can say. */
    public static final long MOST_REQUESTS = 1_000_000_000;

    /** Most tokens per minute that a limit can say. */
    public static final long MOST_TOKENS = 1_000_000_000_000L;

    /** Most requests in flight that a limit can say. */
    public static final long MOST_CONCURRENCY = 1_000_000;

    /** Whether nothing is limited. */
    @JsonIgnore
    public boolean isOpen() {
        return equals(NONE);
    }
}

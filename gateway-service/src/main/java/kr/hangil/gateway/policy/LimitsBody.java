package kr.hangil.gateway.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import kr.hangil.gateway.snapshot.Limits;
import org.jspecify.annotations.Nullable;

/**
 * Limits on the wire. What is absent is not limited.
 *
 * @param requestsPerMinute requests started in any 60 seconds
 * @param tokensPerMinute prompt and completion tokens in any 60 seconds
 * @param concurrency requests in flight at once
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LimitsBody(
        @Min(1) @Max(1_000_000_000) @Nullable Integer requestsPerMinute,
        @Min(1) @Max(1_000_000_000_000L) @Nullable Long tokensPerMinute,
        @Min(1) @Max(1_000_000) @Nullable Integer concurrency) {

    public static LimitsBody of(Limits limits) {
        return new LimitsBody(limits.requestsPerMinute(), limits.tokensPerMinute(), limits.concurrency());
    }

    /** The limits in {@code body}, which may be absent. */
    public static Limits limits(@Nullable LimitsBody body) {
        return body == null ? Limits.NONE : new Limits(body.requestsPerMinute, body.tokensPerMinute, body.concurrency);
    }
}

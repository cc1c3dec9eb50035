package kr.hangil.portal.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a key is to be, when it is made or later.
 *
 * @param name 1 to 80 characters
 * @param project project its usage counts for; null for none
 * @param models served names it may ask for; empty means every one
 * @param operations what it may do, of {@link #OPERATIONS}; empty means everything
 * @param regions regions that may serve it; empty means all
 * @param addresses ranges of IPv4 and IPv6 that it may be used from, {@code 203.0.113.0/24}; empty means everywhere
 * @param limits of this key alone
 * @param expiresAt null for never
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeyDraft(
        String name,
        @Nullable String project,
        List<String> models,
        List<String> operations,
        List<String> regions,
        List<String> addresses,
        Limits limits,
        @Nullable Instant expiresAt) {

    /** What the gateway lets a key be good for. */
    public static final List<String> OPERATIONS =
            List.of("chat", "completion", "embedding", "rerank", "messages", "responses");

    public KeyDraft {
        models = List.copyOf(models);
        operations = List.copyOf(operations);
        regions = List.copyOf(regions);
        addresses = List.copyOf(addresses);
    }
}

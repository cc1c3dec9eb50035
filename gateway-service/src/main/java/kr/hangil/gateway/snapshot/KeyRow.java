package kr.hangil.gateway.snapshot;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An {@link ApiKeyEntry} as PostgreSQL composes it and as the disk keeps it. What is absent restricts nothing.
 *
 * @param hash 64 hexadecimal digits
 * @param previousHash hash before the last rotation, good until {@code previousUntil}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record KeyRow(
        String id,
        String hash,
        String tenant,
        @Nullable String project,
        @Nullable Set<String> models,
        @Nullable Set<String> operations,
        @Nullable Set<String> regions,
        @Nullable List<String> addresses,
        @Nullable Integer requestsPerMinute,
        @Nullable Long tokensPerMinute,
        @Nullable Integer concurrency,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable String previousHash,
        @Nullable Instant previousUntil) {

    static KeyRow of(ApiKeyEntry key) {
        ApiKeyEntry.Previous previous = key.previous();
        return new KeyRow(
                key.id(),
                key.hash().hex(),
                key.tenant(),
                key.project(),
                unlessEmpty(key.scope().models()),
                unlessEmpty(key.scope().operations()),
                unlessEmpty(key.scope().regions()),
                key.scope().addresses().isEmpty()
                        ? null
                        : key.scope().addresses().stream()
                                .map(AddressRange::toString)
                                .toList(),
                key.limits().requestsPerMinute(),
                key.limits().tokensPerMinute(),
                key.limits().concurrency(),
                key.expiresAt(),
                key.revokedAt(),
                previous == null ? null : previous.hash().hex(),
                previous == null ? null : previous.until());
    }

    KeyScope scope() {
        if (models == null && operations == null && regions == null && addresses == null) {
            return KeyScope.ALL;
        }
        return new KeyScope(
                orNone(models),
                orNone(operations),
                orNone(regions),
                addresses == null
                        ? List.of()
                        : addresses.stream().map(AddressRange::parse).toList());
    }

    Limits limits() {
        return requestsPerMinute == null && tokensPerMinute == null && concurrency == null
                ? Limits.NONE
                : new Limits(requestsPerMinute, tokensPerMinute, concurrency);
    }

    ApiKeyEntry.@Nullable Previous previous() {
        return previousHash == null || previousUntil == null
                ? null
                : new ApiKeyEntry.Previous(KeyHash.parse(previousHash), previousUntil);
    }

    private static @Nullable Set<String> unlessEmpty(Set<String> set) {
        return set.isEmpty() ? null : set;
    }

    private static Set<String> orNone(@Nullable Set<String> set) {
        return set == null ? Set.of() : set;
    }
}

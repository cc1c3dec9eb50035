package kr.hangil.gateway.keys;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.policy.LimitsBody;
import kr.hangil.gateway.snapshot.AddressRange;
import kr.hangil.gateway.snapshot.KeyScope;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/**
 * {@link KeySettings} on the wire. What is absent restricts nothing.
 *
 * @param addresses IPv4 and IPv6 ranges such as {@code 203.0.113.0/24}
 */
record KeyBody(
        @NotBlank @Size(max = 80) String name,
        @Nullable String project,
        @Size(max = 100) @Nullable Set<@NotBlank String> models,
        @Size(max = 20) @Nullable Set<@NotBlank String> operations,
        @Size(max = 50) @Nullable Set<@NotBlank String> regions,
        @Size(max = 50) @Nullable List<@NotBlank String> addresses,
        @Valid @Nullable LimitsBody limits,
        @Nullable Instant expiresAt) {

    /** @throws PlatformException 400 where an address range is none */
    KeySettings toSettings() {
        KeyScope scope = new KeyScope(
                orNone(models),
                orNone(operations),
                orNone(regions),
                addresses == null
                        ? List.of()
                        : addresses.stream().distinct().map(KeyBody::range).toList());
        return new KeySettings(name, project, scope, LimitsBody.limits(limits), expiresAt);
    }

    private static AddressRange range(String text) {
        try {
            return AddressRange.parse(text);
        } catch (IllegalArgumentException e) {
            throw PlatformException.at(ErrorCode.INVALID_REQUEST, "addresses", String.valueOf(e.getMessage()));
        }
    }

    private static Set<String> orNone(@Nullable Set<String> set) {
        return set == null ? Set.of() : set;
    }
}

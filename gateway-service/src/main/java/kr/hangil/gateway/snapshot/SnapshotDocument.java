package kr.hangil.gateway.snapshot;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A {@link Snapshot} as PostgreSQL composes it and as the disk keeps it, in JSON. */
record SnapshotDocument(
        long version,
        Set<String> tenants,
        List<Member> memberships,
        List<ApiKeyEntry> keys,
        List<Route> routes,
        @Nullable Map<String, TenantPolicy> policies) {

    record Member(String issuer, String subject, String tenant, TenantRole role) {}

    /** Forgiving towards fields a newer gateway wrote: a file must survive going back a version. */
    static ObjectReader reader(ObjectMapper mapper) {
        return mapper.readerFor(SnapshotDocument.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    /** @throws IOException where {@code json} is not such a document */
    static Snapshot parse(ObjectReader reader, byte[] json) throws IOException {
        SnapshotDocument document = reader.readValue(json);
        return document.toSnapshot();
    }

    private Snapshot toSnapshot() {
        Map<Membership, TenantRole> roles = new HashMap<>();
        memberships.forEach(m -> roles.put(new Membership(m.issuer(), m.subject(), m.tenant()), m.role()));
        return new Snapshot(
                version,
                byKey(keys, ApiKeyEntry::id),
                roles,
                tenants,
                byKey(routes, Route::servedModel),
                policies == null ? Map.of() : policies);
    }

    private static <T> Map<String, T> byKey(List<T> items, Function<T, String> key) {
        return items.stream().collect(Collectors.toMap(key, Function.identity()));
    }
}

package kr.hangil.gateway.snapshot;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Snapshot} without its keys, as PostgreSQL composes it and as the disk keeps it.
 *
 * @param keysWholeSince version before which a change to keys cannot be told from the keys alone; absent on disk
 * @param discovered absent in what PostgreSQL composes, which knows of none
 * @param policies absent in a file that an older gateway wrote
 */
record SnapshotHead(
        long version,
        @Nullable Long keysWholeSince,
        Set<String> tenants,
        List<Member> memberships,
        List<Route> routes,
        @Nullable Set<String> discovered,
        @Nullable Map<String, TenantPolicy> policies) {

    record Member(String issuer, String subject, String tenant, TenantRole role) {}

    static SnapshotHead of(Snapshot snapshot) {
        return new SnapshotHead(
                snapshot.version(),
                null,
                snapshot.tenants(),
                snapshot.memberships().entrySet().stream()
                        .map(entry -> member(entry.getKey(), entry.getValue()))
                        .toList(),
                List.copyOf(snapshot.routes().values()),
                snapshot.discovered(),
                snapshot.policies());
    }

    Snapshot with(Map<String, ApiKeyEntry> keys) {
        Map<Membership, TenantRole> roles = new HashMap<>();
        memberships.forEach(m -> roles.put(new Membership(m.issuer(), m.subject(), m.tenant()), m.role()));
        return new Snapshot(
                version,
                keys,
                roles,
                tenants,
                routes.stream().collect(Collectors.toMap(Route::servedModel, Function.identity())),
                discovered == null ? Set.of() : discovered,
                policies == null ? Map.of() : policies);
    }

    private static Member member(Membership membership, TenantRole role) {
        return new Member(membership.issuer(), membership.subject(), membership.tenant(), role);
    }
}

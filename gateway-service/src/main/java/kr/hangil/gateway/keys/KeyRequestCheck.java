package kr.hangil.gateway.keys;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.envelope.Operation;
import kr.hangil.gateway.routes.RouteService;
import kr.hangil.gateway.snapshot.KeyScope;
import kr.hangil.gateway.snapshot.Limits;
import kr.hangil.gateway.tenants.ProjectService;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** Whether a key that is asked for may exist: its project, its scope, its expiry, and the tenant's room for it. */
@ApplicationScoped
class KeyRequestCheck {

    private static final KeySettings NOTHING = new KeySettings("", null, KeyScope.ALL, Limits.NONE, null);

    private final ApiKeyRepository keys;
    private final ProjectService projects;
    private final RouteService routes;
    private final KeysConfig config;
    private final Clock clock;

    KeyRequestCheck(
            ApiKeyRepository keys, ProjectService projects, RouteService routes, KeysConfig config, Clock clock) {
        this.keys = keys;
        this.projects = projects;
        this.routes = routes;
        this.config = config;
        this.clock = clock;
    }

    /** Fails with the first thing that is wrong with a new key; within a transaction. */
    Uni<Void> check(String tenant, KeySettings wanted) {
        return requireRoom(tenant).chain(() -> check(tenant, NOTHING, wanted));
    }

    /** As for a new key, but what was accepted {@code before} stays so. */
    Uni<Void> check(String tenant, KeySettings before, KeySettings wanted) {
        requireFuture(before.expiresAt(), wanted.expiresAt());
        requireOperations(wanted.scope().operations());
        Set<String> projectIds = wanted.project() == null ? Set.of() : Set.of(wanted.project());
        Set<String> models = new HashSet<>(wanted.scope().models());
        models.removeAll(before.scope().models());
        return projects.require(tenant, projectIds, "project")
                .chain(() -> routes.requireModels(models, "models"))
                .chain(() -> routes.requireRegions(
                        wanted.scope().regions(), before.scope().regions(), "regions"));
    }

    private void requireFuture(@Nullable Instant before, @Nullable Instant wanted) {
        if (wanted != null && !wanted.equals(before) && !wanted.isAfter(clock.instant())) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST, "expiresAt", "expiresAt is " + wanted + ", which is not in the future");
        }
    }

    private static void requireOperations(Set<String> wanted) {
        Set<String> known =
                Stream.of(Operation.values()).map(Operation::wireName).collect(Collectors.toCollection(TreeSet::new));
        Set<String> unknown = new TreeSet<>(wanted);
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST, "operations", "no such operations: " + unknown + "; there are " + known);
        }
    }

    private Uni<Void> requireRoom(String tenant) {
        return keys.active(tenant)
                .invoke(active -> {
                    if (active >= config.mostPerTenant()) {
                        throw PlatformException.at(
                                ErrorCode.UNPROCESSABLE,
                                "keys",
                                "tenant '" + tenant + "' has " + active + " API keys, the most it may: revoke some");
                    }
                })
                .replaceWithVoid();
    }
}

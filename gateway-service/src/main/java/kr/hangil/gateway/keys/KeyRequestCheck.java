package kr.hangil.gateway.keys;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.routes.RouteService;
import kr.hangil.gateway.tenants.ProjectService;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** Whether a key that is asked for may exist: its project, its models, its expiry, and the tenant's room for it. */
@ApplicationScoped
class KeyRequestCheck {

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

    /** Fails with the first thing that is wrong; within a transaction. */
    Uni<Void> check(String tenant, NewKey wanted) {
        if (wanted.expiresAt() != null && !wanted.expiresAt().isAfter(clock.instant())) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST,
                    "expiresAt",
                    "expiresAt is " + wanted.expiresAt() + ", which is not in the future");
        }
        return requireRoom(tenant)
                .chain(() -> requireProject(tenant, wanted.project()))
                .chain(() -> routes.requireModels(wanted.models(), "models"));
    }

    private Uni<Void> requireRoom(String tenant) {
        return keys.active(tenant)
                .invoke(active -> {
                    if (active >= config.mostPerTenant()) {
                        throw new PlatformException(
                                ErrorCode.UNPROCESSABLE,
                                "tenant '" + tenant + "' has " + active + " API keys, the most it may: revoke some");
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> requireProject(String tenant, @Nullable String project) {
        if (project == null) {
            return Uni.createFrom().voidItem();
        }
        return projects.exists(tenant, project)
                .invoke(exists -> {
                    if (!exists) {
                        throw PlatformException.at(
                                ErrorCode.INVALID_REQUEST,
                                "project",
                                "tenant '" + tenant + "' has no project '" + project + "'");
                    }
                })
                .replaceWithVoid();
    }
}

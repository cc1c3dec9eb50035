package kr.hangil.gateway.policy;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.routes.RouteService;
import kr.hangil.gateway.snapshot.TenantPolicy;
import kr.hangil.gateway.tenants.ProjectService;
import kr.hangil.platform.error.PlatformException;

/** Whether a policy that is asked for may be: its projects, regions and models exist and its fallbacks end. */
@ApplicationScoped
class PolicyCheck {

    private final ProjectService projects;
    private final RouteService routes;

    PolicyCheck(ProjectService projects, RouteService routes) {
        this.projects = projects;
        this.routes = routes;
    }

    /** Fails with the first thing that is wrong; what was accepted {@code before} stays so. Within a transaction. */
    Uni<Void> check(String tenant, TenantPolicy before, TenantPolicy wanted) {
        requireAnEnd(wanted.fallbacks());
        Set<String> models = new HashSet<>(wanted.fallbacks().keySet());
        wanted.fallbacks().values().forEach(models::addAll);
        models.removeAll(before.fallbacks().keySet());
        before.fallbacks().values().forEach(models::removeAll);
        return projects.require(tenant, wanted.projects().keySet(), "projects")
                .chain(() -> routes.requireRegions(wanted.regions(), before.regions(), "regions"))
                .chain(() -> routes.requireModels(models, "fallbacks"));
    }

    Uni<Void> check(Imposed before, Imposed wanted) {
        return routes.requireRegions(wanted.regions(), before.regions(), "regions");
    }

    /** A model that could lead back to itself would be tried for ever. */
    private static void requireAnEnd(Map<String, List<String>> fallbacks) {
        for (String model : fallbacks.keySet()) {
            Set<String> reached = new HashSet<>();
            Deque<String> open = new ArrayDeque<>(fallbacks.getOrDefault(model, List.of()));
            while (!open.isEmpty()) {
                String next = open.pop();
                if (next.equals(model)) {
                    throw PlatformException.at(
                            ErrorCode.INVALID_REQUEST, "fallbacks", "the fallbacks of '" + model + "' lead back to it");
                }
                if (reached.add(next)) {
                    open.addAll(fallbacks.getOrDefault(next, List.of()));
                }
            }
        }
    }
}

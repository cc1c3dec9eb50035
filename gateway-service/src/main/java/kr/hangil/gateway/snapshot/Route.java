package kr.hangil.gateway.snapshot;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a served model name leads to.
 *
 * @param servedModel the name callers use; may contain {@code /}
 * @param capabilities of {@code chat}, {@code completion}, {@code embedding}, {@code rerank}; never empty
 * @param deployments what serves it, in several regions or versions; at least one, names unique
 * @param hold how long a request is held for a first replica while there is none, for it is being started; zero to refuse
 *     at once
 */
public record Route(String servedModel, Set<String> capabilities, List<Deployment> deployments, Duration hold) {
    public Route {
        capabilities = Set.copyOf(capabilities);
        deployments = List.copyOf(deployments);
        if (deployments.isEmpty()) {
            throw new IllegalArgumentException("a route has a deployment");
        }
        if (deployments.stream().map(Deployment::name).distinct().count() < deployments.size()) {
            throw new IllegalArgumentException("two deployments of '" + servedModel + "' have one name");
        }
        if (hold.isNegative()) {
            throw new IllegalArgumentException("a hold is not negative, was " + hold);
        }
    }

    /** Regions it is served in, whether or not a replica is up there. */
    public Set<String> regions() {
        return deployments.stream().map(Deployment::region).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether one of its deployments is in a region that {@code mayServe} lets pass. */
    public boolean isIn(Predicate<String> mayServe) {
        return deployments.stream().anyMatch(deployment -> mayServe.test(deployment.region()));
    }

    /** What of it is in regions that {@code mayServe} lets pass, at least one. */
    public Route in(Predicate<String> mayServe) {
        return new Route(
                servedModel,
                capabilities,
                deployments.stream()
                        .filter(deployment -> mayServe.test(deployment.region()))
                        .toList(),
                hold);
    }
}

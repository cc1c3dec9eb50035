package kr.hangil.gateway.routes;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.snapshot.Deployment;
import kr.hangil.gateway.snapshot.Replica;
import kr.hangil.gateway.snapshot.Route;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/**
 * A route on the wire.
 *
 * @param servedModel absent in the body of a PUT, which has it in the path
 * @param deployments what serves it; several share its requests by their weights
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RouteBody(
        @Size(min = 1, max = 200)
        @Pattern(
                regexp = "[\\p{L}\\p{N}][\\p{L}\\p{N}._:/-]*",
                message = "must start with a letter or digit and have only letters, digits and . _ : / -")
        @Nullable
        String servedModel,

        @NotEmpty
        Set<
                        @Pattern(
                                regexp = "chat|completion|embedding|rerank",
                                message = "must be chat, completion, embedding or rerank")
                        String>
                capabilities,

        @NotEmpty @Size(max = 20) List<@NotNull @Valid DeploymentBody> deployments) {

    private static final int DEFAULT_WEIGHT = 100;

    /**
     * @param weight absent means 100
     * @param replicas absent means none; always absent in answers to callers who are no operators
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DeploymentBody(
            @NotNull @Size(min = 1, max = 200) String name,

            @NotNull @Pattern(regexp = "[a-z][a-z0-9-]{1,39}", message = "must look like kr-ulsan")
            String region,

            @Min(0) @Max(Deployment.MAX_WEIGHT) @Nullable Integer weight,
            @Size(max = 100) @Nullable List<@NotNull @Valid ReplicaBody> replicas) {}

    record ReplicaBody(
            @NotNull @Size(min = 1, max = 80) String name,
            @NotNull @Size(max = 500) String url) {}

    static RouteBody of(Route route, boolean withReplicas) {
        return new RouteBody(
                route.servedModel(),
                new TreeSet<>(route.capabilities()),
                route.deployments().stream().map(d -> body(d, withReplicas)).toList());
    }

    private static DeploymentBody body(Deployment deployment, boolean withReplicas) {
        return new DeploymentBody(
                deployment.name(),
                deployment.region(),
                deployment.weight(),
                withReplicas
                        ? deployment.replicas().stream()
                                .map(r -> new ReplicaBody(r.name(), r.url().toString()))
                                .toList()
                        : null);
    }

    /**
     * The route it describes, under {@code name}.
     *
     * @throws PlatformException 400 naming the field at fault
     */
    Route toRoute(String name) {
        List<Deployment> parsed = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < deployments.size(); i++) {
            DeploymentBody body = deployments.get(i);
            String at = "deployments[" + i + "]";
            requireNew(names, body.name(), at, "deployments");
            List<Replica> replicas = replicas(body.replicas() == null ? List.of() : body.replicas(), at);
            int weight = body.weight() == null ? DEFAULT_WEIGHT : body.weight();
            parsed.add(new Deployment(body.name(), body.region(), weight, null, replicas));
        }
        return new Route(name, capabilities, parsed, Duration.ZERO);
    }

    private static List<Replica> replicas(List<ReplicaBody> bodies, String at) {
        List<Replica> parsed = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < bodies.size(); i++) {
            String here = at + ".replicas[" + i + "]";
            requireNew(names, bodies.get(i).name(), here, "replicas");
            parsed.add(replica(bodies.get(i), here + ".url"));
        }
        return parsed;
    }

    private static void requireNew(Set<String> names, String name, String at, String what) {
        if (!names.add(name)) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST, at + ".name", "two " + what + " are named '" + name + "'");
        }
    }

    private static Replica replica(ReplicaBody body, String param) {
        try {
            return new Replica(body.name(), URI.create(body.url()));
        } catch (IllegalArgumentException e) {
            throw PlatformException.at(ErrorCode.INVALID_REQUEST, param, "no address: " + e.getMessage());
        }
    }
}

package kr.hangil.gateway.routes;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.snapshot.Replica;
import kr.hangil.gateway.snapshot.Route;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/**
 * A route on the wire.
 *
 * @param servedModel absent in the body of a PUT, which has it in the path
 * @param replicas absent means none; always absent in answers to callers who are no operators
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RouteBody(
        @Size(min = 1, max = 200)
        @Pattern(
                regexp = "[\\p{L}\\p{N}][\\p{L}\\p{N}._:/-]*",
                message = "must start with a letter or digit and have only letters, digits and . _ : / -")
        @Nullable
        String servedModel,

        @NotNull @Size(min = 1, max = 200) String deployment,

        @NotNull @Pattern(regexp = "[a-z][a-z0-9-]{1,39}", message = "must look like kr-ulsan")
        String region,

        @NotEmpty
        Set<
                        @Pattern(
                                regexp = "chat|completion|embedding|rerank",
                                message = "must be chat, completion, embedding or rerank")
                        String>
                capabilities,

        @Size(max = 100) @Nullable List<@NotNull @Valid ReplicaBody> replicas) {

    record ReplicaBody(
            @NotNull @Size(min = 1, max = 80) String name,
            @NotNull @Size(max = 500) String url) {}

    static RouteBody of(Route route, boolean withReplicas) {
        return new RouteBody(
                route.servedModel(),
                route.deployment(),
                route.region(),
                new TreeSet<>(route.capabilities()),
                withReplicas
                        ? route.replicas().stream()
                                .map(r -> new ReplicaBody(r.name(), r.url().toString()))
                                .toList()
                        : null);
    }

    /** The route it describes, under {@code name}. */
    Route toRoute(String name) {
        Set<String> names = new HashSet<>();
        List<ReplicaBody> given = replicas == null ? List.of() : replicas;
        for (int i = 0; i < given.size(); i++) {
            if (!names.add(given.get(i).name())) {
                throw PlatformException.at(
                        ErrorCode.INVALID_REQUEST,
                        "replicas[" + i + "].name",
                        "two replicas are named '" + given.get(i).name() + "'");
            }
        }
        List<Replica> parsed = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            parsed.add(replica(given.get(i), "replicas[" + i + "].url"));
        }
        return new Route(name, deployment, region, capabilities, parsed);
    }

    private static Replica replica(ReplicaBody body, String param) {
        try {
            return new Replica(body.name(), URI.create(body.url()));
        } catch (IllegalArgumentException e) {
            throw PlatformException.at(ErrorCode.INVALID_REQUEST, param, "no address: " + e.getMessage());
        }
    }
}

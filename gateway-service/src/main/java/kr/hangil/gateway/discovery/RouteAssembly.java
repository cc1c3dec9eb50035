package kr.hangil.gateway.discovery;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kr.hangil.contracts.serving.ServingLabels;
import kr.hangil.gateway.snapshot.Deployment;
import kr.hangil.gateway.snapshot.Replica;
import kr.hangil.gateway.snapshot.Route;
import org.jspecify.annotations.Nullable;

/** Makes routes of what a cluster says. */
final class RouteAssembly {

    /** Name of the pods' port that speaks OpenAI's API. */
    private static final String PORT = "http";

    /** What a gateway can route; a model may be able to do more, such as call tools. */
    private static final Set<String> ROUTED = Set.of("chat", "completion", "embedding", "rerank");

    private static final Set<String> UNTIL_KNOWN = Set.of("chat", "completion");
    private static final int LONGEST_NAME = 80;

    private RouteAssembly() {}

    /** Pods of one variant and revision. */
    private record Group(String variant, String region, String revision) {}

    /** Routes by served name; where two models claim one name, the older keeps it. */
    static Map<String, Route> routes(Collection<ServedModel> models, Collection<EndpointSlice> slices) {
        Map<String, Route> routes = new TreeMap<>();
        models.stream().sorted(RouteAssembly::olderFirst).forEach(model -> {
            ServedModel.Spec spec = model.spec();
            if (spec == null || spec.servedAs() == null) {
                return;
            }
            List<Deployment> deployments = deployments(model, slices);
            if (deployments.isEmpty()) {
                return;
            }
            ServedModel.Status status = model.status();
            for (String name : spec.servedAs()) {
                Set<String> own = capabilities(status == null ? null : status.capabilities());
                routes.putIfAbsent(name, new Route(name, own, deployments, hold(spec)));
            }
            for (ServedModel.Adapter adapter : orNone(spec.adapters())) {
                String name = adapter.name();
                routes.putIfAbsent(
                        name,
                        new Route(name, capabilities(status, name), having(name, model, deployments), hold(spec)));
            }
        });
        return routes;
    }

    /** {@code deployments} with replicas only where the operator says that their revision has the adapter: others would not know it. */
    private static List<Deployment> having(String adapter, ServedModel model, List<Deployment> deployments) {
        ServedModel.Status status = model.status();
        Set<String> revisions = orNone(status == null ? null : status.traffic()).stream()
                .filter(share -> orNone(share.adapters()).contains(adapter))
                .map(ServedModel.Share::revision)
                .collect(Collectors.toSet());
        return deployments.stream()
                .map(it -> revisions.contains(it.revision())
                        ? it
                        : new Deployment(it.name(), it.region(), 0, it.revision(), List.of()))
                .toList();
    }

    private static <T> List<T> orNone(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private static int olderFirst(ServedModel one, ServedModel other) {
        int byAge = age(one).compareTo(age(other));
        return byAge != 0
                ? byAge
                : one.metadata().getName().compareTo(other.metadata().getName());
    }

    private static String age(ServedModel model) {
        String created = model.metadata().getCreationTimestamp();
        return created == null ? "" : created;
    }

    private static List<Deployment> deployments(ServedModel model, Collection<EndpointSlice> slices) {
        Map<Group, List<Replica>> groups = new LinkedHashMap<>();
        for (EndpointSlice slice : slices) {
            Map<String, String> labels = slice.getMetadata().getLabels();
            if (labels == null || !model.metadata().getName().equals(labels.get(ServingLabels.DEPLOYMENT))) {
                continue;
            }
            String variant = labels.get(ServingLabels.VARIANT);
            String region = labels.get(ServingLabels.REGION);
            String revision = labels.get(ServingLabels.REVISION);
            if (variant != null && region != null && revision != null) {
                groups.computeIfAbsent(new Group(variant, region, revision), group -> new ArrayList<>())
                        .addAll(replicas(slice));
            }
        }
        Map<String, Integer> shares = shares(model);
        Map<String, Integer> ready = groups.entrySet().stream()
                .collect(Collectors.toMap(
                        group -> group.getKey().revision(),
                        group -> group.getValue().size(),
                        Integer::sum));
        List<Deployment> deployments = new ArrayList<>();
        groups.forEach((group, replicas) -> deployments.add(new Deployment(
                model.metadata().getName() + "/" + group.variant() + "/" + group.revision(),
                group.region(),
                weight(shares, group.revision(), replicas.size(), ready.getOrDefault(group.revision(), 0)),
                group.revision(),
                replicas)));
        deployments.addAll(idle(model, groups.keySet()));
        return deployments;
    }

    /** Variants without a Service yet: they have a region, so that residency can be decided before a pod is up. */
    private static List<Deployment> idle(ServedModel model, Set<Group> groups) {
        List<ServedModel.Variant> variants =
                model.spec() == null ? null : model.spec().variants();
        if (variants == null) {
            return List.of();
        }
        Set<String> known = groups.stream().map(Group::variant).collect(Collectors.toSet());
        return variants.stream()
                .filter(variant -> !known.contains(variant.name()))
                .map(variant -> new Deployment(
                        model.metadata().getName() + "/" + variant.name(), variant.region(), 0, null, List.of()))
                .toList();
    }

    /** Percent by revision; empty where the operator has not said yet, and all revisions are alike. */
    private static Map<String, Integer> shares(ServedModel model) {
        ServedModel.Status status = model.status();
        if (status == null) {
            return Map.of();
        }
        if (status.traffic() != null && !status.traffic().isEmpty()) {
            return status.traffic().stream()
                    .collect(Collectors.toMap(
                            ServedModel.Share::revision, share -> Math.clamp(share.weight(), 0, 100), Integer::sum));
        }
        return status.activeRevision() == null ? Map.of() : Map.of(status.activeRevision(), 100);
    }

    /** A revision's share is divided among its variants by how many pods of it are ready in each. */
    private static int weight(Map<String, Integer> shares, String revision, int replicas, int ofRevision) {
        if (replicas == 0 || ofRevision == 0) {
            return 0;
        }
        int percent = shares.isEmpty() ? 100 : shares.getOrDefault(revision, 0);
        long perMille = percent * 10L * replicas / ofRevision;
        return percent == 0 ? 0 : (int) Math.clamp(perMille, 1, Deployment.MAX_WEIGHT);
    }

    private static List<Replica> replicas(EndpointSlice slice) {
        Integer port = port(slice);
        if (port == null || slice.getEndpoints() == null) {
            return List.of();
        }
        List<Replica> replicas = new ArrayList<>();
        for (Endpoint endpoint : slice.getEndpoints()) {
            if (isReady(endpoint.getConditions())
                    && endpoint.getAddresses() != null
                    && !endpoint.getAddresses().isEmpty()) {
                String address = endpoint.getAddresses().getFirst();
                String host = address.contains(":") ? "[" + address + "]" : address;
                String name = endpoint.getTargetRef() == null
                        ? address
                        : endpoint.getTargetRef().getName();
                replicas.add(new Replica(shortened(name), URI.create("http://" + host + ":" + port)));
            }
        }
        return replicas;
    }

    private static @Nullable Integer port(EndpointSlice slice) {
        return slice.getPorts() == null
                ? null
                : slice.getPorts().stream()
                        .filter(port -> PORT.equals(port.getName()))
                        .map(EndpointPort::getPort)
                        .findFirst()
                        .orElse(null);
    }

    /** Unknown counts as ready, as the API says; a pod that is being deleted gets nothing more. */
    private static boolean isReady(@Nullable EndpointConditions conditions) {
        return conditions == null
                || (!Boolean.FALSE.equals(conditions.getReady()) && !Boolean.TRUE.equals(conditions.getTerminating()));
    }

    /** The end of a pod's name is what tells it from others. */
    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(name.length() - LONGEST_NAME);
    }

    private static Set<String> capabilities(ServedModel.@Nullable Status status, String adapter) {
        return capabilities(orNone(status == null ? null : status.adapters()).stream()
                .filter(it -> it.name().equals(adapter))
                .flatMap(it -> Stream.ofNullable(it.capabilities()))
                .findFirst()
                .orElse(null));
    }

    private static Set<String> capabilities(@Nullable Set<String> said) {
        if (said == null) {
            return UNTIL_KNOWN;
        }
        Set<String> routed = said.stream().filter(ROUTED::contains).collect(Collectors.toSet());
        return routed.isEmpty() ? UNTIL_KNOWN : routed;
    }

    private static Duration hold(ServedModel.Spec spec) {
        Integer seconds = spec.scaling() == null ? null : spec.scaling().coldStartHoldSeconds();
        return seconds == null || seconds < 0 ? Duration.ZERO : Duration.ofSeconds(seconds);
    }
}

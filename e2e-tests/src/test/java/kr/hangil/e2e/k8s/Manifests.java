package kr.hangil.e2e.k8s;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The objects of one rendered kustomization.
 *
 * @param trees the objects as they were written
 */
record Manifests(List<JsonNode> trees) {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The only kinds there are; another one must be added here, and so be thought about. */
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.ofEntries(
            Map.entry("v1/Namespace", Namespace.class),
            Map.entry("v1/ConfigMap", ConfigMap.class),
            Map.entry("v1/Service", Service.class),
            Map.entry("v1/ServiceAccount", ServiceAccount.class),
            Map.entry("apps/v1/Deployment", Deployment.class),
            Map.entry("apps/v1/StatefulSet", StatefulSet.class),
            Map.entry("policy/v1/PodDisruptionBudget", PodDisruptionBudget.class),
            Map.entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class),
            Map.entry("rbac.authorization.k8s.io/v1/Role", Role.class),
            Map.entry("rbac.authorization.k8s.io/v1/RoleBinding", RoleBinding.class),
            Map.entry("rbac.authorization.k8s.io/v1/ClusterRole", ClusterRole.class),
            Map.entry("rbac.authorization.k8s.io/v1/ClusterRoleBinding", ClusterRoleBinding.class),
            Map.entry("apiextensions.k8s.io/v1/CustomResourceDefinition", CustomResourceDefinition.class),
            Map.entry("postgresql.cnpg.io/v1/Cluster", GenericKubernetesResource.class),
            Map.entry("k8s.keycloak.org/v2beta1/Keycloak", GenericKubernetesResource.class),
            Map.entry("kafka.strimzi.io/v1/Kafka", GenericKubernetesResource.class),
            Map.entry("kafka.strimzi.io/v1/KafkaNodePool", GenericKubernetesResource.class),
            Map.entry("kafka.strimzi.io/v1/KafkaTopic", GenericKubernetesResource.class),
            Map.entry("kafka.strimzi.io/v1/KafkaUser", GenericKubernetesResource.class),
            Map.entry("serving.hangil.kr/v1alpha1/AcceleratorProfile", GenericKubernetesResource.class),
            Map.entry("serving.hangil.kr/v1alpha1/ModelDeployment", GenericKubernetesResource.class));

    /** The namespace of the platform's own. */
    static final String NAMESPACE = "hangil";

    /** Kinds that belong to the cluster and not to a namespace. */
    static final Set<String> OF_THE_CLUSTER =
            Set.of("Namespace", "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition", "AcceleratorProfile");

    /** Renders the kustomization in {@code folder} with {@code kubectl}, which needs no cluster for it. */
    static Manifests render(Path folder) throws IOException, InterruptedException {
        Process kubectl = new ProcessBuilder("kubectl", "kustomize", folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<JsonNode> trees;
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(kubectl.getInputStream())) {
            trees = documents.readAll();
        }
        if (kubectl.waitFor() != 0) {
            throw new IllegalStateException("kubectl kustomize " + folder + " failed");
        }
        return new Manifests(trees);
    }

    /** A copy with the objects of a file as well. */
    Manifests and(Path file) {
        List<JsonNode> more = new ArrayList<>(trees);
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
            more.addAll(documents.readAll());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Manifests(more);
    }

    /** A copy with the profiles as objects that the operator will apply. */
    Manifests withProfiles() {
        List<JsonNode> more = new ArrayList<>(trees);
        for (JsonNode tree : trees) {
            if (tree.path("kind").asText().equals("ConfigMap")
                    && tree.at("/metadata/name").asText().startsWith("inference-operator-profiles")) {
                tree.path("data").forEach(file -> more.add(yaml(file.asText())));
            }
        }
        return new Manifests(more);
    }

    private static JsonNode yaml(String text) {
        try {
            return YAML.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy in which the object of that kind and name was changed. */
    Manifests with(String kind, String name, Consumer<ObjectNode> change) {
        List<JsonNode> copies = new ArrayList<>();
        trees.forEach(tree -> copies.add(tree.deepCopy()));
        ObjectNode changed = copies.stream()
                .filter(tree -> tree.path("kind").asText().equals(kind)
                        && tree.at("/metadata/name").asText().startsWith(name))
                .map(ObjectNode.class::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no " + kind + " " + name));
        change.accept(changed);
        return new Manifests(copies);
    }

    /** A copy without the objects of that kind whose name begins so. */
    Manifests without(String kind, String name) {
        List<JsonNode> rest = trees.stream()
                .filter(tree -> !tree.path("kind").asText().equals(kind)
                        || !tree.at("/metadata/name").asText().startsWith(name))
                .toList();
        if (rest.size() == trees.size()) {
            throw new IllegalArgumentException("no " + kind + " " + name);
        }
        return new Manifests(rest);
    }

    /** All objects as Kubernetes' types, in the order they were written. */
    List<HasMetadata> objects() {
        return trees.stream().map(Manifests::typed).toList();
    }

    <T extends HasMetadata> List<T> all(Class<T> kind) {
        return objects().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Whether the operator makes the inference pods. */
    boolean hasOperator() {
        return workloads().stream().anyMatch(it -> it.name().equals("inference-operator"));
    }

    /** Whether usage comes from Kafka as well. */
    boolean hasKafka() {
        return ofKind("Kafka").findAny().isPresent();
    }

    /** Trees of the objects of {@code kind}, in the order they were written. */
    Stream<JsonNode> ofKind(String kind) {
        return trees.stream().filter(it -> it.path("kind").asText().equals(kind));
    }

    private static HasMetadata typed(JsonNode tree) {
        String kind = tree.path("apiVersion").asText() + "/" + tree.path("kind").asText();
        Class<? extends HasMetadata> type = KINDS.get(kind);
        if (type == null) {
            throw new IllegalArgumentException("unknown kind " + kind + "; known: " + KINDS.keySet());
        }
        try {
            return JSON.treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(
                    kind + " " + tree.at("/metadata/name").asText(), e);
        }
    }

    /**
     * What runs pods.
     *
     * @param kind {@code Deployment} or {@code StatefulSet}
     * @param namespace where it is
     * @param name its name
     * @param replicas pods wanted
     * @param selector labels it finds its pods by
     * @param template what a pod is made from
     */
    record Workload(
            String kind,
            String namespace,
            String name,
            int replicas,
            Map<String, String> selector,
            PodTemplateSpec template) {

        /** Whether it is a service of the platform, and not something that one stands on. */
        boolean isOurs() {
            return namespace.equals(NAMESPACE);
        }

        Map<String, String> labels() {
            return template.getMetadata().getLabels();
        }

        boolean isSelectedBy(Map<String, String> labels) {
            return !labels.isEmpty() && labels().entrySet().containsAll(labels.entrySet());
        }
    }

    List<Workload> workloads() {
        Stream<Workload> deployments = all(Deployment.class).stream()
                .map(it -> new Workload(
                        "Deployment",
                        it.getMetadata().getNamespace(),
                        it.getMetadata().getName(),
                        Objects.requireNonNullElse(it.getSpec().getReplicas(), 1),
                        it.getSpec().getSelector().getMatchLabels(),
                        it.getSpec().getTemplate()));
        Stream<Workload> sets = all(StatefulSet.class).stream()
                .map(it -> new Workload(
                        "StatefulSet",
                        it.getMetadata().getNamespace(),
                        it.getMetadata().getName(),
                        Objects.requireNonNullElse(it.getSpec().getReplicas(), 1),
                        it.getSpec().getSelector().getMatchLabels(),
                        it.getSpec().getTemplate()));
        return Stream.concat(deployments, sets).toList();
    }
}

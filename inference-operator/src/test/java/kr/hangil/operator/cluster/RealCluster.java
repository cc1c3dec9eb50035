package kr.hangil.operator.cluster;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import kr.hangil.contracts.serving.ServingLabels;
import kr.hangil.operator.api.AcceleratorProfile;
import kr.hangil.operator.api.ModelDeployment;
import kr.hangil.operator.desired.ForeignKind;
import org.awaitility.Awaitility;

/**
 * A control plane without kubelets, such as {@code src/test/kubernetes/control-plane} makes. What is shipped of namespace,
 * definitions, accounts and rights is applied to it; models, nodes and profiles that it had are deleted: never give it one in use.
 */
final class RealCluster extends TestCluster {

    private static final Set<String> INSTALLED = Set.of(
            "Namespace",
            "CustomResourceDefinition",
            "ServiceAccount",
            "Role",
            "RoleBinding",
            "ClusterRole",
            "ClusterRoleBinding",
            "NetworkPolicy");

    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;
    private final KubernetesClient operator;
    private final AtomicInteger addresses = new AtomicInteger();

    RealCluster(Path kubeconfig) {
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.fromKubeconfig(kubeconfig.toFile()))
                        .withNamespace(NAMESPACE)
                        .build())
                .build();
        if (!client.nodes()
                .withLabelSelector("!hangil.kr/test")
                .list()
                .getItems()
                .isEmpty()) {
            throw new IllegalStateException(kubeconfig + " has nodes that no test made: it is in use");
        }
        install();
        empty();
        operator = as("inference-operator");
    }

    private void install() {
        Shipped.rendered("overlays/single-node").stream()
                .filter(it -> INSTALLED.contains(it.getKind()))
                .forEach(it -> client.resource(it)
                        .fieldManager("test")
                        .forceConflicts()
                        .serverSideApply());
        for (String plural : List.of("modeldeployments", "acceleratorprofiles")) {
            established(plural + "." + ServingLabels.GROUP);
        }
    }

    private void established(String definition) {
        client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(definition)
                .waitUntilCondition(
                        it -> it != null
                                && it.getStatus() != null
                                && it.getStatus().getConditions() != null
                                && it.getStatus().getConditions().stream()
                                        .anyMatch(
                                                condition -> condition.getType().equals("Established")
                                                        && condition.getStatus().equals("True")),
                        20,
                        java.util.concurrent.TimeUnit.SECONDS);
    }

    /** A client with a token of that service account, as a pod gets one. */
    KubernetesClient as(String account) {
        String token = client.serviceAccounts()
                .inNamespace(NAMESPACE)
                .withName(account)
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(3600L)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(client.getConfiguration())
                        .withAutoOAuthToken(token)
                        .withOauthToken(token)
                        .build())
                .build();
    }

    private void empty() {
        client.resources(ModelDeployment.class).inNamespace(NAMESPACE).delete();
        for (ForeignKind kind : ForeignKind.values()) {
            client.apiextensions()
                    .v1()
                    .customResourceDefinitions()
                    .withName(kind.definition())
                    .delete();
        }
        client.apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withLabel(ServingLabels.DEPLOYMENT)
                .delete();
        client.resources(AcceleratorProfile.class).delete();
        client.v1().events().inNamespace(NAMESPACE).delete();
        client.leases().inNamespace(NAMESPACE).delete();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            pods().forEach(this::end);
            return pods().isEmpty()
                    && deployments().isEmpty()
                    && of(client.services()).isEmpty()
                    && of(client.policy().v1().podDisruptionBudget()).isEmpty();
        });
        client.nodes().delete();
    }

    private static <T extends HasMetadata> List<T> of(
            io.fabric8.kubernetes.client.dsl.MixedOperation<
                            T, ? extends io.fabric8.kubernetes.api.model.KubernetesResourceList<T>, ?>
                    operation) {
        return operation
                .inNamespace(NAMESPACE)
                .withLabel(ServingLabels.DEPLOYMENT)
                .list()
                .getItems();
    }

    @Override
    public KubernetesClient client() {
        return client;
    }

    @Override
    public KubernetesClient operatorClient() {
        return operator;
    }

    @Override
    public boolean isReal() {
        return true;
    }

    /** Resource versions: controllers of Kubernetes write too, so let them come to rest first. */
    @Override
    public List<String> writes() {
        List<String> versions = new ArrayList<>();
        Stream.of(
                        of(client.services()),
                        of(client.policy().v1().podDisruptionBudget()),
                        client.resources(ModelDeployment.class)
                                .inNamespace(NAMESPACE)
                                .list()
                                .getItems(),
                        deployments())
                .flatMap(List::stream)
                .forEach(it -> versions.add(it.getKind() + " "
                        + it.getMetadata().getName() + " " + it.getMetadata().getResourceVersion()));
        return versions;
    }

    @Override
    public Set<String> ownersOf(Deployment deployment, String field) {
        Set<String> owners = new TreeSet<>();
        deployment.getMetadata().getManagedFields().forEach(entry -> {
            Map<?, ?> fields = Serialization.jsonMapper().convertValue(entry.getFieldsV1(), Map.class);
            if (fields.get("f:spec") instanceof Map<?, ?> spec && spec.containsKey("f:" + field)) {
                owners.add(entry.getManager());
            }
        });
        return owners;
    }

    @Override
    public void node(String name, String region, String resource, int devices, Map<String, String> labels) {
        Node node = new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("topology.kubernetes.io/region", region)
                .addToLabels("hangil.kr/test", "true")
                .addToLabels(labels)
                .endMetadata()
                .build();
        client.resource(node).create();
        Map<String, Quantity> amounts = new java.util.TreeMap<>(
                Map.of("cpu", new Quantity("64"), "memory", new Quantity("512Gi"), "pods", new Quantity("110")));
        amounts.put(resource, new Quantity(String.valueOf(devices)));
        NodeStatus status = new NodeStatusBuilder()
                .withCapacity(amounts)
                .withAllocatable(amounts)
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .withReason("Test")
                .withLastHeartbeatTime(now())
                .withLastTransitionTime(now())
                .endCondition()
                .build();
        client.nodes()
                .withName(name)
                .subresource("status")
                .patch(MERGE, Serialization.asJson(Map.of("status", status)));
        // Admission taints a new node until a controller has seen it ready, and that controller would find no kubelet.
        client.nodes().withName(name).patch(MERGE, "{\"spec\":{\"taints\":null}}");
    }

    /** A definition with nothing in it, where the cluster has none of its own. */
    @Override
    public void define(ForeignKind kind) {
        String[] names = kind.definition().split("\\.", 2);
        String yaml = """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata:
                  name: %1$s.%2$s
                  annotations: {api-approved.kubernetes.io: "unapproved, of a test"}
                spec:
                  group: %2$s
                  scope: Namespaced
                  names: {plural: %1$s, singular: %3$s, kind: %4$s}
                  versions:
                  - name: %5$s
                    served: true
                    storage: true
                    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                """.formatted(
                        names[0],
                        names[1],
                        kind.kind().toLowerCase(java.util.Locale.ROOT),
                        kind.kind(),
                        kind.context().getVersion());
        client.resource(Serialization.<CustomResourceDefinition>unmarshal(yaml))
                .fieldManager("test")
                .forceConflicts()
                .serverSideApply();
        established(kind.definition());
        defined.add(kind);
    }

    @Override
    public void tick() {
        scaleAsKedaWould();
        growGroups();
        for (Pod pod : pods()) {
            try {
                if (pod.getMetadata().getDeletionTimestamp() != null) {
                    end(pod);
                } else if (pod.getSpec().getNodeName() != null && !ready(pod)) {
                    advance(pod);
                }
            } catch (KubernetesClientException gone) {
                if (gone.getCode() != 404 && gone.getCode() != 409) {
                    throw gone;
                }
            }
        }
    }

    private void end(Pod pod) {
        client.resource(pod).withGracePeriod(0).delete();
    }

    private void advance(Pod pod) {
        String revision =
                Objects.requireNonNullElse(pod.getMetadata().getLabels().get(ServingLabels.REVISION), "");
        boolean crashes = crashes(revision);
        boolean ready = !crashes && !held(revision);
        if (!ready && pod.getStatus().getPodIP() != null) {
            return;
        }
        Pod said = new PodBuilder(pod)
                .editStatus()
                .withPhase("Running")
                .withPodIP("10.0." + addresses.incrementAndGet() / 250 + "." + (1 + addresses.get() % 250))
                .withContainerStatuses(pod.getSpec().getContainers().stream()
                        .map(it -> status(it.getName(), it.getImage(), ready, crashes))
                        .toList())
                .withInitContainerStatuses(pod.getSpec().getInitContainers().stream()
                        .map(it -> status(it.getName(), it.getImage(), ready, false))
                        .toList())
                .addToConditions(new PodConditionBuilder()
                        .withType("Ready")
                        .withStatus(ready ? "True" : "False")
                        .withLastTransitionTime(now())
                        .build())
                .endStatus()
                .build();
        client.pods()
                .inNamespace(NAMESPACE)
                .withName(pod.getMetadata().getName())
                .subresource("status")
                .patch(MERGE, Serialization.asJson(Map.of("status", said.getStatus())));
    }

    private static ContainerStatus status(String name, String image, boolean ready, boolean crashes) {
        ContainerStatusBuilder status = new ContainerStatusBuilder()
                .withName(name)
                .withImage(image)
                .withImageID("")
                .withReady(ready)
                .withStarted(ready)
                .withRestartCount(crashes ? 5 : 0);
        if (crashes) {
            status.withNewState()
                    .withNewWaiting()
                    .withReason("CrashLoopBackOff")
                    .endWaiting()
                    .endState();
        } else {
            status.withNewState()
                    .withNewRunning()
                    .withStartedAt(now())
                    .endRunning()
                    .endState();
        }
        return status.build();
    }

    @Override
    public void close() {
        operator.close();
        client.close();
    }
}

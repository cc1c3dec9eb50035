package kr.hangil.operator.cluster;

import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import kr.hangil.contracts.serving.ServingLabels;
import kr.hangil.operator.api.AcceleratorProfile;
import kr.hangil.operator.api.ModelDeployment;
import kr.hangil.operator.desired.ForeignKind;

/** fabric8's server with server-side apply; a tick is what Kubernetes' controllers, its scheduler and a kubelet would do. */
final class MockCluster extends TestCluster {

    private final ApplyDispatcher dispatcher = new ApplyDispatcher();
    private final KubernetesMockServer server =
            new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), dispatcher, false);
    private final KubernetesClient client;
    private final AtomicInteger counter = new AtomicInteger();

    MockCluster() {
        server.init();
        dispatcher.expectCustomResource(CustomResourceDefinitionContext.fromCustomResourceType(ModelDeployment.class));
        dispatcher.expectCustomResource(
                CustomResourceDefinitionContext.fromCustomResourceType(AcceleratorProfile.class));
        client = server.createClient(
                builder -> builder.editOrNewConfig().withNamespace(NAMESPACE).endConfig());
    }

    @Override
    public KubernetesClient client() {
        return client;
    }

    @Override
    public KubernetesClient operatorClient() {
        return client;
    }

    @Override
    public boolean isReal() {
        return false;
    }

    @Override
    public List<String> writes() {
        return dispatcher.writes();
    }

    @Override
    public Set<String> ownersOf(Deployment deployment, String field) {
        return dispatcher.ownersOf(
                "/apis/apps/v1/namespaces/" + NAMESPACE + "/deployments/"
                        + deployment.getMetadata().getName(),
                "/spec/" + field);
    }

    @Override
    public void node(String name, String region, String resource, int devices, Map<String, String> labels) {
        client.nodes()
                .resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addToLabels("topology.kubernetes.io/region", region)
                        .addToLabels(labels)
                        .endMetadata()
                        .withNewSpec()
                        .endSpec()
                        .withNewStatus()
                        .addToAllocatable(resource, new Quantity(String.valueOf(devices)))
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .endCondition()
                        .endStatus()
                        .build())
                .create();
    }

    @Override
    public void define(ForeignKind kind) {
        dispatcher.expectCustomResource(new CustomResourceDefinitionContext.Builder()
                .withGroup(kind.context().getGroup())
                .withVersion(kind.context().getVersion())
                .withKind(kind.kind())
                .withPlural(kind.context().getPlural())
                .withScope("Namespaced")
                .build());
        dispatcher.discover(kind.apiVersion(), kind.kind(), kind.context().getPlural());
        defined.add(kind);
    }

    @Override
    public synchronized void tick() {
        scaleAsKedaWould();
        scaleAsHorizontalAutoscalersWould();
        growGroups();
        Map<String, List<Pod>> byDeployment = new HashMap<>();
        for (Pod pod : pods()) {
            if (inGroup(pod)) {
                continue;
            }
            byDeployment
                    .computeIfAbsent(pod.getMetadata().getLabels().get("test/deployment"), _ -> new ArrayList<>())
                    .add(pod);
        }
        for (Deployment deployment : deployments()) {
            String name = deployment.getMetadata().getName();
            List<Pod> pods = byDeployment.getOrDefault(name, new ArrayList<>());
            byDeployment.remove(name);
            int wanted = deployment.getSpec().getReplicas() == null
                    ? 1
                    : deployment.getSpec().getReplicas();
            pods.sort(Comparator.comparing(TestCluster::ready).reversed());
            for (int i = wanted; i < pods.size(); i++) {
                client.resource(pods.get(i)).delete();
            }
            for (int i = pods.size(); i < wanted; i++) {
                create(deployment);
            }
        }
        byDeployment
                .values()
                .forEach(orphans -> orphans.forEach(it -> client.resource(it).delete()));
        pods().forEach(this::advance);
    }

    /** Without metrics they keep to their bounds, and leave alone what is at zero. */
    private void scaleAsHorizontalAutoscalersWould() {
        for (HorizontalPodAutoscaler autoscaler : autoscalers()) {
            String name = autoscaler.getMetadata().getName();
            boolean asleep = deployments().stream()
                    .noneMatch(it -> it.getMetadata().getName().equals(name)
                            && it.getSpec().getReplicas() > 0);
            if (!asleep) {
                scaleTo(
                        name,
                        autoscaler.getSpec().getMinReplicas(),
                        autoscaler.getSpec().getMaxReplicas());
            }
        }
    }

    private void create(Deployment deployment) {
        int number = counter.incrementAndGet();
        client.pods()
                .inNamespace(NAMESPACE)
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(deployment.getMetadata().getName() + "-" + number)
                        .withNamespace(NAMESPACE)
                        .withCreationTimestamp(now())
                        .withLabels(
                                deployment.getSpec().getTemplate().getMetadata().getLabels())
                        .addToLabels("test/deployment", deployment.getMetadata().getName())
                        .endMetadata()
                        .withSpec(deployment.getSpec().getTemplate().getSpec())
                        .withNewStatus()
                        .withPhase("Pending")
                        .endStatus()
                        .build())
                .create();
    }

    private void advance(Pod pod) {
        if (ready(pod) || pod.getMetadata().getDeletionTimestamp() != null) {
            return;
        }
        String revision = pod.getMetadata().getLabels().get(ServingLabels.REVISION);
        if (pod.getSpec().getNodeName() == null) {
            String node = nodeFor(pod);
            PodBuilder next = new PodBuilder(pod);
            if (node == null) {
                boolean said = pod.getStatus().getConditions().stream()
                        .anyMatch(it -> it.getType().equals("PodScheduled"));
                if (!said) {
                    next.editStatus()
                            .addToConditions(new PodConditionBuilder()
                                    .withType("PodScheduled")
                                    .withStatus("False")
                                    .withReason("Unschedulable")
                                    .withMessage("0/1 nodes are available")
                                    .build())
                            .endStatus();
                    client.resource(next.build()).update();
                }
                return;
            }
            client.resource(next.editSpec()
                            .withNodeName(node)
                            .endSpec()
                            .editStatus()
                            .withConditions(List.of())
                            .withPodIP("10.0.0." + counter.incrementAndGet())
                            .endStatus()
                            .build())
                    .update();
            return;
        }
        if (crashes(revision)) {
            client.resource(new PodBuilder(pod)
                            .editStatus()
                            .withContainerStatuses(new ContainerStatusBuilder()
                                    .withName("inference-service")
                                    .withStarted(false)
                                    .withRestartCount(5)
                                    .withNewState()
                                    .withNewWaiting()
                                    .withReason("CrashLoopBackOff")
                                    .endWaiting()
                                    .endState()
                                    .build())
                            .endStatus()
                            .build())
                    .update();
            return;
        }
        if (held(revision)) {
            return;
        }
        client.resource(new PodBuilder(pod)
                        .editStatus()
                        .withPhase("Running")
                        .withConditions(new PodConditionBuilder()
                                .withType("Ready")
                                .withStatus("True")
                                .withLastTransitionTime(now())
                                .build())
                        .withContainerStatuses(new ContainerStatusBuilder()
                                .withName("inference-service")
                                .withStarted(true)
                                .withReady(true)
                                .withRestartCount(0)
                                .build())
                        .endStatus()
                        .build())
                .update();
    }

    private String nodeFor(Pod pod) {
        Map<String, String> selector = pod.getSpec().getNodeSelector();
        Map<String, Integer> requests = devices(pod);
        return client.nodes().list().getItems().stream()
                .filter(node -> node.getMetadata().getLabels().entrySet().containsAll(selector.entrySet()))
                .filter(node -> node.getStatus().getAllocatable().entrySet().stream()
                        .allMatch(device -> !device.getKey().contains("/")
                                || !requests.containsKey(device.getKey())
                                || used(node.getMetadata().getName(), device.getKey()) + requests.get(device.getKey())
                                        <= device.getValue()
                                                .getNumericalAmount()
                                                .intValue()))
                .map(node -> node.getMetadata().getName())
                .findFirst()
                .orElse(null);
    }

    private int used(String node, String resource) {
        return pods().stream()
                .filter(it -> node.equals(it.getSpec().getNodeName()))
                .mapToInt(it -> devices(it).getOrDefault(resource, 0))
                .sum();
    }

    /** What all its containers ask for, by resource of a device plugin. */
    private static Map<String, Integer> devices(Pod pod) {
        Map<String, Integer> devices = new HashMap<>();
        Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
                .flatMap(it -> it.getResources().getRequests().entrySet().stream())
                .filter(it -> it.getKey().contains("/"))
                .forEach(it -> devices.merge(
                        it.getKey(), it.getValue().getNumericalAmount().intValue(), Integer::sum));
        return devices;
    }

    @Override
    public void close() {
        client.close();
        server.destroy();
    }
}

package kr.hangil.operator.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import kr.hangil.contracts.serving.ServingLabels;
import kr.hangil.operator.desired.ForeignKind;
import kr.hangil.operator.desired.Replicas;

/**
 * A cluster of one namespace, its nodes, and a kubelet that is moved by {@link #tick()}: a real API server where
 * {@code -Dhangil.kubeconfig} names one, fabric8's mock elsewhere.
 */
public abstract class TestCluster implements AutoCloseable {

    /** The namespace of everything. */
    public static final String NAMESPACE = "hangil";

    final Set<ForeignKind> defined = EnumSet.noneOf(ForeignKind.class);
    private volatile String crashingBut = "";
    private volatile String heldBut = "";

    /** An empty cluster. */
    public static TestCluster open() {
        String kubeconfig = System.getProperty("hangil.kubeconfig", "");
        return kubeconfig.isEmpty() ? new MockCluster() : new RealCluster(Path.of(kubeconfig));
    }

    /** An empty cluster in memory, whatever else there is. */
    public static TestCluster inMemory() {
        return new MockCluster();
    }

    /** May do everything. */
    public abstract KubernetesClient client();

    /** May do what the operator's own service account may. */
    public abstract KubernetesClient operatorClient();

    /** Whether an API server answers, with validation, admission, defaults, controllers and a scheduler. */
    public abstract boolean isReal();

    /** What was written so far, events and leases aside: it stays equal while nothing is written. */
    public abstract List<String> writes();

    /** Field managers that own {@code field} of the spec of {@code deployment}. */
    public abstract Set<String> ownersOf(Deployment deployment, String field);

    /** Makes a kind known that others define; their controllers are {@link #tick()}. */
    public abstract void define(ForeignKind kind);

    /** Adds a node of {@code region} with {@code devices} of {@code resource}. */
    public abstract void node(String name, String region, String resource, int devices, Map<String, String> labels);

    /** One round of the kubelet: pods start, become ready, or leave. */
    public abstract void tick();

    /** From now on new pods of every other revision crash as they start. */
    public final void crashAllBut(String revision) {
        crashingBut = revision;
    }

    /** From now on new pods of every other revision start and never become ready. */
    public final void holdAllBut(String revision) {
        heldBut = revision;
    }

    /** What KEDA does: nothing but what its objects say. */
    final void scaleAsKedaWould() {
        if (!defined.contains(ForeignKind.SCALED_OBJECT)) {
            return;
        }
        foreign(ForeignKind.SCALED_OBJECT).forEach(object -> {
            Map<?, ?> spec = object.get("spec");
            String paused = Objects.requireNonNullElse(object.getMetadata().getAnnotations(), Map.<String, String>of())
                    .get("autoscaling.keda.sh/paused-replicas");
            scaleTo(
                    object.getMetadata().getName(),
                    paused == null ? ((Number) spec.get("minReplicaCount")).intValue() : Integer.parseInt(paused),
                    paused == null ? ((Number) spec.get("maxReplicaCount")).intValue() : Integer.parseInt(paused));
        });
    }

    /** What LeaderWorkerSet does: the pods of each group, and none of groups that are not wanted. */
    final void growGroups() {
        if (!defined.contains(ForeignKind.LEADER_WORKER_SET)) {
            return;
        }
        Set<String> wanted = new HashSet<>();
        Set<String> there = new HashSet<>();
        pods().forEach(it -> there.add(it.getMetadata().getName()));
        for (GenericKubernetesResource set : foreign(ForeignKind.LEADER_WORKER_SET)) {
            int size = ((Number) set.get("spec", "leaderWorkerTemplate", "size")).intValue();
            for (int group = 0; group < Replicas.of(set); group++) {
                for (int index = 0; index < size; index++) {
                    Pod pod = member(set, group, index);
                    wanted.add(pod.getMetadata().getName());
                    if (!there.contains(pod.getMetadata().getName())) {
                        client().resource(pod).create();
                    }
                }
            }
        }
        pods().stream()
                .filter(it -> inGroup(it) && !wanted.contains(it.getMetadata().getName()))
                .forEach(it -> client().resource(it).delete());
    }

    private static Pod member(GenericKubernetesResource set, int group, int index) {
        String leader = set.getMetadata().getName() + "-" + group;
        PodTemplateSpec template = Serialization.jsonMapper()
                .convertValue(
                        set.get("spec", "leaderWorkerTemplate", index == 0 ? "leaderTemplate" : "workerTemplate"),
                        PodTemplateSpec.class);
        return new PodBuilder()
                .withNewMetadata()
                .withName(index == 0 ? leader : leader + "-" + index)
                .withNamespace(NAMESPACE)
                .withCreationTimestamp(now())
                .withLabels(template.getMetadata().getLabels())
                .addToLabels(
                        "leaderworkerset.sigs.k8s.io/name", set.getMetadata().getName())
                .addToLabels("leaderworkerset.sigs.k8s.io/group-index", String.valueOf(group))
                .addToLabels("leaderworkerset.sigs.k8s.io/group-key", leader)
                .addToLabels("leaderworkerset.sigs.k8s.io/worker-index", String.valueOf(index))
                .endMetadata()
                .withSpec(template.getSpec())
                .withNewStatus()
                .withPhase("Pending")
                .endStatus()
                .build();
    }

    static boolean inGroup(Pod pod) {
        return pod.getMetadata().getLabels().containsKey("leaderworkerset.sigs.k8s.io/name");
    }

    /** Brings the replicas of that Deployment between the two, as an autoscaler does it. */
    final void scaleTo(String deployment, int min, int max) {
        Deployment there = client().apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName(deployment)
                .get();
        if (there != null) {
            int now = there.getSpec().getReplicas();
            int next = Math.clamp(now, min, max);
            if (next != now) {
                scale(deployment, next);
            }
        }
    }

    /** Writes the replicas of a Deployment, as somebody else than the operator. */
    public final void scale(String deployment, int replicas) {
        client().apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName(deployment)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"replicas\":" + replicas + "}}");
    }

    /** Objects of a kind that was made known. */
    public final List<GenericKubernetesResource> foreign(ForeignKind kind) {
        return client().genericKubernetesResources(kind.context())
                .inNamespace(NAMESPACE)
                .list()
                .getItems();
    }

    /** HorizontalPodAutoscalers of models. */
    public final List<HorizontalPodAutoscaler> autoscalers() {
        return client().autoscaling()
                .v2()
                .horizontalPodAutoscalers()
                .inNamespace(NAMESPACE)
                .list()
                .getItems();
    }

    final boolean crashes(String revision) {
        return !crashingBut.isEmpty() && !crashingBut.equals(revision);
    }

    final boolean held(String revision) {
        return !heldBut.isEmpty() && !heldBut.equals(revision);
    }

    /** Deployments of models. */
    public final List<Deployment> deployments() {
        return client().apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withLabel(ServingLabels.DEPLOYMENT)
                .list()
                .getItems();
    }

    /** Pods of models. */
    public final List<Pod> pods() {
        return client().pods()
                .inNamespace(NAMESPACE)
                .withLabel(ServingLabels.DEPLOYMENT)
                .list()
                .getItems();
    }

    /** Pods of {@code revision} that are ready and stay. */
    public final List<Pod> readyPods(String revision) {
        return pods().stream()
                .filter(it -> revision.equals(it.getMetadata().getLabels().get(ServingLabels.REVISION)))
                .filter(TestCluster::ready)
                .toList();
    }

    /** Whether {@code pod} is ready and stays. */
    public static boolean ready(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null
                && pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(it ->
                                it.getType().equals("Ready") && it.getStatus().equals("True"));
    }

    /** Where {@code pod} serves. */
    public static String url(Pod pod) {
        return "http://" + pod.getStatus().getPodIP() + ":8082";
    }

    static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    @Override
    public abstract void close();
}

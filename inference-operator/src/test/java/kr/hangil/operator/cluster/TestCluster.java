package kr.hangil.operator.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kr.hangil.contracts.serving.ServingLabels;

/**
 * A cluster of one namespace, its nodes, and a kubelet that is moved by {@link #tick()}: a real API server where
 * {@code -Dhangil.kubeconfig} names one, fabric8's mock elsewhere.
 */
public abstract class TestCluster implements AutoCloseable {

    /** The namespace of everything. */
    public static final String NAMESPACE = "hangil";

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

package kr.hangil.e2e.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The API server that {@code -Dhangil.kubeconfig} names, as {@code inference-operator/src/test/kubernetes/control-plane} starts one.
 * What is in its namespace {@code hangil} is deleted: never give it one in use.
 */
public final class ControlPlane implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAMESPACE = "hangil";

    private final Path kubeconfig;
    private final Kubectl kubectl;

    private ControlPlane(Path kubeconfig) {
        this.kubeconfig = kubeconfig;
        this.kubectl = new Kubectl(kubeconfig);
    }

    /** What it is spoken to with. */
    public Kubectl kubectl() {
        return kubectl;
    }

    /** The one that was named; empty when none was. */
    public static Optional<ControlPlane> given() {
        String kubeconfig = System.getProperty("hangil.kubeconfig", "");
        return kubeconfig.isEmpty() ? Optional.empty() : Optional.of(new ControlPlane(Path.of(kubeconfig)));
    }

    /** Takes away what an earlier run left: models, workloads, pods and nodes of tests. */
    public void empty() throws IOException, InterruptedException {
        if (!kubectl.run("get", "nodes", "-l", "!hangil.kr/test", "-o", "name").isBlank()) {
            throw new IllegalStateException(kubeconfig + " has nodes that no test made: it is in use");
        }
        if (kubectl.run("get", "namespace", NAMESPACE, "--ignore-not-found", "-o", "name")
                .isBlank()) {
            return;
        }
        if (!kubectl.run("get", "crd", "modeldeployments.serving.hangil.kr", "--ignore-not-found", "-o", "name")
                .isBlank()) {
            kubectl.run("delete", "modeldeployments", "--all", "-n", NAMESPACE);
        }
        kubectl.run("delete", "statefulsets,deployments", "--all", "-n", NAMESPACE, "--cascade=background");
        kubectl.run("delete", "pods", "--all", "-n", NAMESPACE, "--grace-period=0", "--force");
        kubectl.run("delete", "nodes", "-l", "hangil.kr/test");
    }

    /** A node of {@code region} with room for everything, that no kubelet speaks for. */
    public void node(String name, String region) throws IOException, InterruptedException {
        kubectl.apply("""
                apiVersion: v1
                kind: Node
                metadata:
                  name: %s
                  labels: {topology.kubernetes.io/region: %s, hangil.kr/test: "true"}
                """.formatted(name, region));
        patchStatus(
                "node",
                name,
                Map.of(
                        "allocatable", Map.of("cpu", "64", "memory", "512Gi", "pods", "110"),
                        "capacity", Map.of("cpu", "64", "memory", "512Gi", "pods", "110"),
                        "conditions", List.of(Map.of("type", "Ready", "status", "True", "reason", "Test"))));
        // Admission taints a new node until a controller has seen it ready, and that controller would find no kubelet.
        kubectl.run("patch", "node", name, "--type=merge", "-p", "{\"spec\":{\"taints\":null}}");
    }

    /** A kubeconfig by which a process is what a pod of that service account would be. */
    public Path kubeconfigOf(String account, Path folder) throws IOException, InterruptedException {
        String token = kubectl.run("create", "token", account, "-n", NAMESPACE, "--duration=1h")
                .strip();
        ObjectNode config = (ObjectNode) kubectl.json("config", "view", "--raw", "--flatten");
        ((ObjectNode) config.at("/users/0")).putObject("user").put("token", token);
        ((ObjectNode) config.at("/contexts/0/context")).put("namespace", NAMESPACE);
        Path file = Files.createDirectories(folder).resolve(account + ".kubeconfig");
        Files.writeString(file, JSON.writeValueAsString(config));
        return file;
    }

    /** A {@code ModelDeployment}. */
    public JsonNode model(String name) throws IOException, InterruptedException {
        return kubectl.json("get", "modeldeployment", name, "-n", NAMESPACE);
    }

    /** Takes a {@code ModelDeployment} away, and does not wait until all of it is gone. */
    public void deleteModel(String name) throws IOException, InterruptedException {
        kubectl.run("delete", "modeldeployment", name, "-n", NAMESPACE, "--wait=false", "--ignore-not-found");
    }

    /** Inference pods, those that are leaving included. */
    JsonNode inferencePods() throws IOException, InterruptedException {
        return kubectl.json("get", "pods", "-n", NAMESPACE, "-l", "serving.hangil.kr/deployment")
                .path("items");
    }

    /** Whether there are any, those that are leaving included. */
    public boolean hasInferencePods() throws IOException, InterruptedException {
        return !inferencePods().isEmpty();
    }

    void patchPodStatus(String pod, Map<String, Object> status) throws IOException, InterruptedException {
        patchStatus("pod", pod, status);
    }

    void podIsGone(String pod) throws IOException, InterruptedException {
        kubectl.run("delete", "pod", pod, "-n", NAMESPACE, "--grace-period=0", "--force", "--ignore-not-found");
    }

    private void patchStatus(String kind, String name, Map<String, Object> status)
            throws IOException, InterruptedException {
        kubectl.run(
                "patch",
                kind,
                name,
                "-n",
                NAMESPACE,
                "--subresource=status",
                "--type=merge",
                "-p",
                JSON.writeValueAsString(Map.of("status", status)));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        empty();
    }
}

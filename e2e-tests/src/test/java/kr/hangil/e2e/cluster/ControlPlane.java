package kr.hangil.e2e.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

    private ControlPlane(Path kubeconfig) {
        this.kubeconfig = kubeconfig;
    }

    /** The one that was named; empty when none was. */
    public static Optional<ControlPlane> given() {
        String kubeconfig = System.getProperty("hangil.kubeconfig", "");
        return kubeconfig.isEmpty() ? Optional.empty() : Optional.of(new ControlPlane(Path.of(kubeconfig)));
    }

    /** Takes away what an earlier run left: models, workloads, pods and nodes of tests. */
    public void empty() throws IOException, InterruptedException {
        if (!kubectl("get", "nodes", "-l", "!hangil.kr/test", "-o", "name").isBlank()) {
            throw new IllegalStateException(kubeconfig + " has nodes that no test made: it is in use");
        }
        if (kubectl("get", "namespace", NAMESPACE, "--ignore-not-found", "-o", "name")
                .isBlank()) {
            return;
        }
        if (!kubectl("get", "crd", "modeldeployments.serving.hangil.kr", "--ignore-not-found", "-o", "name")
                .isBlank()) {
            kubectl("delete", "modeldeployments", "--all", "-n", NAMESPACE);
        }
        kubectl("delete", "statefulsets,deployments", "--all", "-n", NAMESPACE, "--cascade=background");
        kubectl("delete", "pods", "--all", "-n", NAMESPACE, "--grace-period=0", "--force");
        kubectl("delete", "nodes", "-l", "hangil.kr/test");
    }

    /** Applies the kustomization in {@code folder}, once. */
    public void applyKustomization(Path folder) throws IOException, InterruptedException {
        kubectl("apply", "--server-side", "--force-conflicts", "-k", folder.toString());
    }

    /** Applies the objects in {@code file}. */
    public void apply(Path file) throws IOException, InterruptedException {
        kubectl("apply", "-f", file.toString());
    }

    /** A node of {@code region} with room for everything, that no kubelet speaks for. */
    public void node(String name, String region) throws IOException, InterruptedException {
        Path file = Files.createTempFile("node", ".yaml");
        Files.writeString(file, """
                apiVersion: v1
                kind: Node
                metadata:
                  name: %s
                  labels: {topology.kubernetes.io/region: %s, hangil.kr/test: "true"}
                """.formatted(name, region));
        apply(file);
        Files.delete(file);
        patchStatus(
                "node",
                name,
                Map.of(
                        "allocatable", Map.of("cpu", "64", "memory", "512Gi", "pods", "110"),
                        "capacity", Map.of("cpu", "64", "memory", "512Gi", "pods", "110"),
                        "conditions", List.of(Map.of("type", "Ready", "status", "True", "reason", "Test"))));
        // Admission taints a new node until a controller has seen it ready, and that controller would find no kubelet.
        kubectl("patch", "node", name, "--type=merge", "-p", "{\"spec\":{\"taints\":null}}");
    }

    /** A kubeconfig by which a process is what a pod of that service account would be. */
    public Path kubeconfigOf(String account, Path folder) throws IOException, InterruptedException {
        String token = kubectl("create", "token", account, "-n", NAMESPACE, "--duration=1h")
                .strip();
        ObjectNode config = (ObjectNode) JSON.readTree(kubectl("config", "view", "--raw", "--flatten", "-o", "json"));
        ((ObjectNode) config.at("/users/0")).putObject("user").put("token", token);
        ((ObjectNode) config.at("/contexts/0/context")).put("namespace", NAMESPACE);
        Path file = Files.createDirectories(folder).resolve(account + ".kubeconfig");
        Files.writeString(file, JSON.writeValueAsString(config));
        return file;
    }

    /** A {@code ModelDeployment}. */
    public JsonNode model(String name) throws IOException, InterruptedException {
        return JSON.readTree(kubectl("get", "modeldeployment", name, "-n", NAMESPACE, "-o", "json"));
    }

    /** Takes a {@code ModelDeployment} away, and does not wait until all of it is gone. */
    public void deleteModel(String name) throws IOException, InterruptedException {
        kubectl("delete", "modeldeployment", name, "-n", NAMESPACE, "--wait=false", "--ignore-not-found");
    }

    /** Inference pods, those that are leaving included. */
    JsonNode inferencePods() throws IOException, InterruptedException {
        return JSON.readTree(
                        kubectl("get", "pods", "-n", NAMESPACE, "-l", "serving.hangil.kr/deployment", "-o", "json"))
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
        kubectl("delete", "pod", pod, "-n", NAMESPACE, "--grace-period=0", "--force", "--ignore-not-found");
    }

    private void patchStatus(String kind, String name, Map<String, Object> status)
            throws IOException, InterruptedException {
        kubectl(
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

    private String kubectl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kubectl", "--kubeconfig", kubeconfig.toString()));
        command.addAll(List.of(arguments));
        Path errors = Files.createTempFile("kubectl", ".log");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        String wrong = Files.readString(errors);
        Files.delete(errors);
        if (exit != 0) {
            throw new IllegalStateException("kubectl " + List.of(arguments) + ": " + wrong);
        }
        return said;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        empty();
    }
}

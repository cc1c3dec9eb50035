package kr.hangil.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import kr.hangil.e2e.cluster.Forward;
import kr.hangil.e2e.cluster.Kubectl;
import kr.hangil.e2e.cluster.PodNetwork;
import kr.hangil.stack.api.ApiClient;
import kr.hangil.stack.demo.DemoModel;
import kr.hangil.stack.demo.DemoPlatform;
import kr.hangil.stack.keycloak.KeycloakServer;
import kr.hangil.stack.postgres.PostgresServer;
import kr.hangil.stack.quarkus.SharedServers;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Assumptions;

/**
 * The platform as {@code kubectl apply -k k8s/overlays/single-node} leaves it on a real node, whose kubelet runs the images; PostgreSQL
 * and Keycloak are this machine's.
 */
final class SingleNode implements Platform, AutoCloseable {

    private static final String NAMESPACE = "hangil";
    private static final List<String> WORKLOADS = List.of(
            "statefulset/model-registry-service",
            "statefulset/gateway-service",
            "deployment/billing-service",
            "deployment/portal",
            "deployment/inference-operator");

    private final Path root =
            Path.of(System.getProperty("hangil.root", "..")).toAbsolutePath().normalize();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Kubectl kubectl;
    private final PostgresServer postgres = SharedServers.postgres();
    private final KeycloakServer keycloak = SharedServers.keycloak();
    private final Map<String, String> demo = new HashMap<>();

    private SingleNode(Path kubeconfig) throws Exception {
        kubectl = new Kubectl(kubeconfig);
        try {
            InetAddress machine = InetAddress.getByName(kubectl.run(
                    "get", "nodes", "-o", "jsonpath={.items[0].status.addresses[?(@.type==\"InternalIP\")].address}"));
            provide("postgresql", 5432, machine, postgres.port());
            provide("keycloak", 8080, machine, URI.create(keycloak.url()).getPort());
            kubectl.apply(root.resolve("k8s/base/namespace.yaml"));
            secrets();
            outside(machine);
            kubectl.applyKustomization(root.resolve("k8s/overlays/single-node"));
            for (String workload : WORKLOADS) {
                kubectl.run("rollout", "status", workload, "-n", NAMESPACE, "--timeout", "5m");
            }
            demo.put("HANGIL_KEYCLOAK_URL", keycloak.url());
            demo.put("HANGIL_MODEL", DemoModel.SERVED_NAME);
            demo.put("OPENAI_BASE_URL", url("gateway-service") + "/v1");
            demo.put("HANGIL_BILLING_URL", url("billing-service"));
            new DemoPlatform(client("gateway-service"), client("billing-service")).ensurePrices();
            new DemoModel(client("model-registry-service"), root.resolve("models/hangil-mini")).ensurePublished();
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    /**
     * One on the node whose kubeconfig {@code -Dhangil.node} names, as {@code inference-operator/src/test/kubernetes/node} starts and
     * loads it. The node must be new: nothing on it is taken away. Tests are skipped where there is none.
     */
    static SingleNode start() throws Exception {
        Optional<String> given =
                Optional.of(System.getProperty("hangil.node", "")).filter(it -> !it.isEmpty());
        Assumptions.assumeTrue(
                given.isPresent(),
                "skipped: it needs a node, -Dhangil.node names its kubeconfig (inference-operator/README.md)");
        return new SingleNode(Path.of(given.orElseThrow()));
    }

    /** A namespace and Service that stand for something outside the cluster. */
    private void provide(String name, int port, InetAddress machine, int loopback) throws Exception {
        Forward forward = new Forward(machine, loopback);
        opened.push(forward);
        kubectl.apply("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: %1$s, labels: {hangil.kr/provides: %1$s}}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: %1$s, namespace: %1$s}
                spec: {ports: [{port: %2$d, targetPort: %4$d}]}
                ---
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: %1$s, namespace: %1$s, labels: {kubernetes.io/service-name: %1$s}}
                addressType: IPv4
                ports: [{port: %4$d}]
                endpoints: [{addresses: [%3$s]}]
                """.formatted(name, port, machine.getHostAddress(), forward.port()));
    }

    /** What is outside the cluster has an address and no label: here it is all at one. */
    private void outside(InetAddress machine) throws IOException, InterruptedException {
        kubectl.apply("""
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: outside, namespace: %s}
                spec:
                  podSelector: {}
                  policyTypes: [Egress]
                  egress: [{to: [{ipBlock: {cidr: %s/32}}]}]
                """.formatted(NAMESPACE, machine.getHostAddress()));
    }

    private void secrets() throws IOException, InterruptedException {
        Map<String, String> roles = Map.of(
                "gateway-service", "gateway",
                "model-registry-service", "registry",
                "billing-service", "billing",
                "portal", "portal");
        for (String service : List.of(
                "gateway-service",
                "model-registry-service",
                "billing-service",
                "portal",
                "inference-service",
                "inference-operator")) {
            Map<String, String> values = new HashMap<>(Map.of("client-secret", clientSecret(service)));
            if (roles.containsKey(service)) {
                values.put("db-password", postgres.password(roles.get(service)));
            }
            if (service.equals("gateway-service")) {
                values.put("api-key-pepper", "a pepper of a cluster that no one uses");
            }
            if (service.equals("portal")) {
                values.put("session-key", "a session key of a cluster that no one uses");
            }
            kubectl.createSecret(NAMESPACE, service, values);
        }
    }

    /** The API of a service, with the rights of a platform operator. */
    ApiClient client(String service) throws IOException, InterruptedException {
        return new ApiClient(url(service), () -> keycloak.token(KeycloakServer.CLI));
    }

    /** Address of a service, which this machine reaches as pods do. */
    private String url(String service) throws IOException, InterruptedException {
        JsonNode spec = kubectl.json("get", "service", service, "-n", NAMESPACE).path("spec");
        return "http://" + spec.path("clusterIP").asText() + ":"
                + spec.at("/ports/0/port").asText();
    }

    Kubectl kubectl() {
        return kubectl;
    }

    Path root() {
        return root;
    }

    /** A {@code ModelDeployment}. */
    JsonNode model(String name) throws IOException, InterruptedException {
        return kubectl.json("get", "modeldeployment", name, "-n", NAMESPACE);
    }

    /** The pods of a model, those that are leaving included,, by name. */
    Map<String, JsonNode> pods(String model) throws IOException, InterruptedException {
        Map<String, JsonNode> pods = new TreeMap<>();
        kubectl.json("get", "pods", "-n", NAMESPACE, "-l", "serving.hangil.kr/deployment=" + model)
                .path("items")
                .forEach(pod -> pods.put(pod.at("/metadata/name").asText(), pod));
        return pods;
    }

    /** Whether a pod with label {@code from} is let through to a port of a pod with label {@code to}. */
    boolean reaches(String from, String to, int port) throws IOException, InterruptedException {
        Process curl = new ProcessBuilder(
                        "nsenter",
                        "--net",
                        "--target",
                        Long.toString(PodNetwork.process(address(from))),
                        "curl",
                        "--silent",
                        "--max-time",
                        "5",
                        "--output",
                        "/dev/null",
                        "http://" + address(to) + ":" + port + "/")
                .start();
        return curl.waitFor() == 0;
    }

    private String address(String label) throws IOException, InterruptedException {
        return kubectl.json("get", "pods", "-n", NAMESPACE, "-l", label)
                .at("/items/0/status/podIP")
                .asText();
    }

    void eventually(ThrowingRunnable condition) {
        await().atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(condition);
    }

    @Override
    public String demo(String name) {
        String value = demo.get(name);
        assertThat(value).as(name).isNotNull();
        return value;
    }

    @Override
    public String clientSecret(String client) {
        return keycloak.clientSecret(client);
    }

    @Override
    public void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }
}

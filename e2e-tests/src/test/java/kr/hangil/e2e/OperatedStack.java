package kr.hangil.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kr.hangil.e2e.cluster.ControlPlane;
import kr.hangil.e2e.cluster.PodProcesses;
import kr.hangil.stack.process.ChildProcess;
import kr.hangil.stack.process.Ports;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Assumptions;

/**
 * A stack whose models a cluster serves: the packaged operator and the packaged gateway, each with its own service account at a real
 * API server, and a real pod process where an EndpointSlice says that it is. Only the kubelet is the test's.
 */
final class OperatedStack implements AutoCloseable {

    private static final int POD_PORT = 8082;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Path root =
            Path.of(System.getProperty("hangil.root", "..")).toAbsolutePath().normalize();
    private final ControlPlane cluster;
    private final HangilStack stack;
    private final PodProcesses kubelet;
    private final ChildProcess operator;

    private OperatedStack(ControlPlane given, InetAddress address) throws Exception {
        try {
            cluster = open(given);
            cluster.empty();
            cluster.kubectl().applyKustomization(root.resolve("k8s/overlays/single-node"));
            cluster.node("ulsan-0", "kr-ulsan");
            Path accounts = root.resolve("e2e-tests/target/operator-stack-accounts");
            stack = open(HangilStack.start(
                    "operator-stack",
                    Map.of(
                            "HANGIL_GATEWAY_DISCOVERY_KUBERNETES",
                            "true",
                            "KUBECONFIG",
                            cluster.kubeconfigOf("gateway-service", accounts).toString())));
            kubelet = open(new PodProcesses(
                    cluster, address, root, stack.home().resolve("pods"), stack.clientSecret("inference-service")));
            operator = open(startOperator(cluster.kubeconfigOf("inference-operator", accounts)));
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    /**
     * One on the control plane that {@code -Dhangil.kubeconfig} names, which is emptied, with what is shipped for one machine applied
     * once. Tests are skipped where there is none, or no address of a pod.
     */
    static OperatedStack start() throws Exception {
        Optional<ControlPlane> given = ControlPlane.given();
        Assumptions.assumeTrue(
                given.isPresent(),
                "skipped: it needs a control plane, -Dhangil.kubeconfig names one (inference-operator/README.md)");
        return new OperatedStack(given.orElseThrow(), addressOfPods());
    }

    private <T extends AutoCloseable> T open(T part) {
        opened.push(part);
        return part;
    }

    /** An endpoint's address is never loopback, so pods are where this machine is reached from outside. */
    private static InetAddress addressOfPods() throws IOException {
        Optional<InetAddress> address = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(it -> it instanceof Inet4Address && !it.isLoopbackAddress() && !it.isLinkLocalAddress())
                .findFirst();
        Assumptions.assumeTrue(address.isPresent(), "skipped: this machine has no address but loopback");
        new ServerSocket(POD_PORT, 1, address.orElseThrow()).close();
        return address.orElseThrow();
    }

    private ChildProcess startOperator(Path kubeconfig) throws IOException {
        Map<String, String> environment = new HashMap<>();
        environment.put("KUBECONFIG", kubeconfig.toString());
        environment.put("HANGIL_CLIENT_SECRET", stack.clientSecret("inference-operator"));
        environment.put("HANGIL_KEYCLOAK_URL", stack.demo("HANGIL_KEYCLOAK_URL"));
        environment.put("HANGIL_REGISTRY_URL", stack.demo("HANGIL_REGISTRY_URL"));
        environment.put("HANGIL_POD_KEYCLOAK_URL", stack.demo("HANGIL_KEYCLOAK_URL"));
        environment.put("HANGIL_POD_REGISTRY_URL", stack.demo("HANGIL_REGISTRY_URL"));
        environment.put("HANGIL_OPERATOR_GATEWAYS", stack.demo("HANGIL_GATEWAY_URL"));
        environment.put(
                "HANGIL_OPERATOR_PROFILES",
                root.resolve("k8s/components/operator/profiles").toString());
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        environment.put("HANGIL_OPERATOR_PORT", Integer.toString(Ports.free()));
        environment.put("HANGIL_OPERATOR_MANAGEMENT_PORT", Integer.toString(Ports.free()));
        return ChildProcess.start(new ChildProcess.Spec(
                "inference-operator",
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        root.resolve("inference-operator/target/quarkus-app/quarkus-run.jar")
                                .toString()),
                environment,
                stack.home(),
                stack.home().resolve("logs/inference-operator.log"),
                ChildProcess.StopSignal.TERM));
    }

    HangilStack stack() {
        return stack;
    }

    ControlPlane cluster() {
        return cluster;
    }

    /** Lets the kubelet go on until {@code condition} holds. */
    void eventually(ThrowingRunnable condition) {
        await().atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    assertThat(operator.process().isAlive()).isTrue();
                    kubelet.tick();
                    condition.run();
                });
    }

    /** Takes the model {@code name} away and waits until its pods have drained. */
    void remove(String name) throws IOException, InterruptedException {
        cluster.deleteModel(name);
        eventually(() -> assertThat(cluster.hasInferencePods()).isFalse());
    }

    /** In the order in which it was brought up, backwards. */
    @Override
    public void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }
}

package kr.hangil.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import kr.hangil.contracts.HangilHeaders;
import kr.hangil.e2e.cluster.ControlPlane;
import kr.hangil.e2e.cluster.PodProcesses;
import kr.hangil.stack.process.ChildProcess;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * From one apply to a streamed answer: the packaged operator and the packaged gateway, each with its own service account at a real
 * API server, and a real pod process where an EndpointSlice says that it is. Only the kubelet is the test's.
 */
class OperatorE2E {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODEL = "hangil-mini";
    private static final int POD_PORT = 8082;

    @Test
    void shouldStreamFromAPodThatTheOperatorMadeAndTheGatewayFound() throws Exception {
        Optional<ControlPlane> given = ControlPlane.given();
        Assumptions.assumeTrue(
                given.isPresent(),
                "skipped: it needs a control plane, -Dhangil.kubeconfig names one (inference-operator/README.md)");
        InetAddress address = addressOfPods();
        try (ControlPlane cluster = given.orElseThrow()) {
            // Given: an empty cluster, and what is shipped for one machine, applied once
            cluster.empty();
            Path root = Path.of(System.getProperty("hangil.root", ".."))
                    .toAbsolutePath()
                    .normalize();
            cluster.applyKustomization(root.resolve("k8s/overlays/single-node"));
            cluster.node("ulsan-0", "kr-ulsan");
            Path accounts = root.resolve("e2e-tests/target/operator-stack-accounts");
            Map<String, String> discovering = Map.of(
                    "HANGIL_GATEWAY_DISCOVERY_KUBERNETES",
                    "true",
                    "KUBECONFIG",
                    cluster.kubeconfigOf("gateway-service", accounts).toString());
            Path operators = cluster.kubeconfigOf("inference-operator", accounts);
            try (HangilStack stack = HangilStack.start("operator-stack", discovering);
                    PodProcesses kubelet = new PodProcesses(
                            cluster,
                            address,
                            root,
                            stack.home().resolve("pods"),
                            stack.clientSecret("inference-service"));
                    ChildProcess operator = operator(stack, operators)) {
                Api api = new Api(stack);
                Api.Tenant tenant = api.newTenant();
                assertThat(api.delete(api.gateway() + "/manage/v1/routes/" + MODEL, api.operatorToken())
                                .status())
                        .as("the route by hand goes")
                        .isEqualTo(204);

                // When
                cluster.apply(root.resolve("k8s/models/hangil-mini.yaml"));

                // Then
                eventually(kubelet, () -> {
                    assertThat(operator.process().isAlive()).isTrue();
                    assertThat(conditions(cluster.model(MODEL)))
                            .contains("Routable=True/Acknowledged", "Ready=True/Serving");
                });
                Streamed answer = stream(stack, tenant, "대한민국의 수도는 어디인가요?");
                assertThat(answer.replica()).startsWith(MODEL + "-cpu-");
                assertThat(answer.chunks()).hasSizeGreaterThan(2);
                assertThat(String.join("", answer.chunks())).containsPattern("[가-힣]");
                assertThat(answer.finished()).isTrue();

                // And when the model goes, its pod drains and its name is unknown
                cluster.deleteModel(MODEL);
                eventually(
                        kubelet,
                        () -> assertThat(api.complete(tenant, "안녕하세요").status()).isEqualTo(404));
            }
        }
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

    private static ChildProcess operator(HangilStack stack, Path kubeconfig) throws IOException {
        Path root = stack.root();
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
        environment.put("HANGIL_OPERATOR_PORT", freePort());
        environment.put("HANGIL_OPERATOR_MANAGEMENT_PORT", freePort());
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

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Integer.toString(socket.getLocalPort());
        }
    }

    private static void eventually(PodProcesses kubelet, ThrowingRunnable condition) {
        await().atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    kubelet.tick();
                    condition.run();
                });
    }

    private static String conditions(JsonNode model) {
        return StreamSupport.stream(model.at("/status/conditions").spliterator(), false)
                .map(it -> it.path("type").asText() + "=" + it.path("status").asText() + "/"
                        + it.path("reason").asText())
                .collect(Collectors.joining(" "));
    }

    /**
     * A streamed answer.
     *
     * @param replica what answered
     * @param chunks text, event by event
     * @param finished whether the stream was ended and not cut
     */
    private record Streamed(String replica, List<String> chunks, boolean finished) {}

    private static Streamed stream(HangilStack stack, Api.Tenant tenant, String question)
            throws IOException, InterruptedException {
        Map<String, Object> body = new HashMap<>(new Api(stack).chat(question, 40));
        body.put("stream", true);
        HttpResponse<java.util.stream.Stream<String>> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(stack.demo("OPENAI_BASE_URL") + "/chat/completions"))
                                .header("Authorization", "Bearer " + tenant.key())
                                .header("Content-Type", "application/json")
                                .timeout(Duration.ofSeconds(60))
                                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                                .build(),
                        HttpResponse.BodyHandlers.ofLines());
        List<String> chunks = new ArrayList<>();
        boolean finished = false;
        for (String line : response.body().toList()) {
            if (line.equals("data: [DONE]")) {
                finished = true;
            } else if (line.startsWith("data: ")) {
                JsonNode delta =
                        JSON.readTree(line.substring("data: ".length())).at("/choices/0/delta/content");
                if (delta.isTextual() && !delta.asText().isEmpty()) {
                    chunks.add(delta.asText());
                }
            }
        }
        assertThat(response.statusCode()).as(String.join("", chunks)).isEqualTo(200);
        return new Streamed(response.headers().firstValue(HangilHeaders.REPLICA).orElse(""), chunks, finished);
    }
}

package kr.hangil.inference.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import kr.hangil.inference.support.DemoModel;
import kr.hangil.inference.support.RealEngine;
import kr.hangil.inference.support.RegistryStandIn;
import kr.hangil.stack.keycloak.KeycloakServer;
import kr.hangil.stack.quarkus.SharedServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pod as it is shipped, told to go and killed. */
@SuppressWarnings("NullAway.Init") // each test starts its pod
class PackagedPodIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path cache;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private RegistryStandIn registry;
    private KeycloakServer keycloak;
    private Process pod;
    private URI base;
    private URI management;

    @BeforeEach
    void publish() {
        keycloak = SharedServers.keycloak();
        registry = new RegistryStandIn();
        registry.publish("prod", Map.of(DemoModel.FILE, DemoModel.bytes()));
    }

    private void start(String keycloakUrl) throws IOException {
        int port = freePort();
        int managementPort = freePort();
        base = URI.create("http://127.0.0.1:" + port);
        management = URI.create("http://127.0.0.1:" + managementPort);
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        "target/quarkus-app/quarkus-run.jar")
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target/packaged-pod.txt").toFile());
        builder.environment()
                .putAll(Map.of(
                        "HANGIL_INFERENCE_PORT", String.valueOf(port),
                        "HANGIL_INFERENCE_MANAGEMENT_PORT", String.valueOf(managementPort),
                        "HANGIL_REGISTRY_URL", registry.url().toString(),
                        "HANGIL_KEYCLOAK_URL", keycloakUrl,
                        "HANGIL_CLIENT_SECRET", keycloak.clientSecret("inference-service"),
                        "HANGIL_WEIGHTS_CACHE", cache.toString(),
                        "HANGIL_ENGINE_PATH", RealEngine.path().toString(),
                        "HANGIL_REGION", "kr-gwangju",
                        // A slow machine writes six long answers for longer than a pod waits by itself.
                        "QUARKUS_SHUTDOWN_TIMEOUT", SOON.toSeconds() + "s"));
        pod = builder.start();
        await().atMost(SOON).until(() -> health("live") == 200);
    }

    private void startReady() throws IOException {
        start(keycloak.url());
        await().atMost(SOON).until(() -> health("ready") == 200);
    }

    @AfterEach
    void stop() throws InterruptedException {
        registry.close();
        pod.destroyForcibly().waitFor();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private int health(String check) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(management.resolve("/q/health/" + check)).build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return -1;
        }
    }

    private HttpRequest chat(String more) {
        return HttpRequest.newBuilder(base.resolve("/v1/chat/completions"))
                .timeout(SOON)
                .header("content-type", "application/json")
                .header("authorization", "Bearer " + keycloak.token("gateway-service"))
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"hangil-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"안녕하세요\"}]" + more
                                + "}"))
                .build();
    }

    private ProcessHandle engine() {
        return pod.toHandle()
                .descendants()
                .filter(child -> child.info().command().orElse("").endsWith("llama-server"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldFinishStreamsAndThoseThatWaitAndRefuseOthersWhenToldToGo() throws Exception {
        // Given: more streams than the engine has slots
        startReady();
        ProcessHandle engine = engine();
        HttpRequest late = chat("");
        HttpRequest request = chat(",\"stream\":true,\"max_tokens\":600,\"ignore_eos\":true,\"temperature\":0.9");
        List<CompletableFuture<String>> streams = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            streams.add(http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                    .thenApply(HttpResponse::body));
        }
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> load().contains("\"running\":4,\"waiting\":2"));
        signal("STOP", engine);

        // When: however fast the engine is, it has work until it goes on
        pod.destroy();

        // Then: asked only once it knows, for a request that came before would wait behind the streams
        await().atMost(SOON).pollInterval(Duration.ofMillis(20)).until(() -> health("ready") == 503);
        assertThat(http.send(late, HttpResponse.BodyHandlers.ofString()).body()).contains("\"code\":\"draining\"");
        signal("CONT", engine);
        for (CompletableFuture<String> stream : streams) {
            assertThat(stream.get(SOON.toSeconds(), TimeUnit.SECONDS).stripTrailing())
                    .endsWith("data: [DONE]");
        }
        assertThat(pod.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(engine.isAlive()).isFalse();
    }

    private static void signal(String name, ProcessHandle process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    private String load() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(base.resolve("/load"))
                .header("authorization", "Bearer " + keycloak.token("gateway-service"))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    @Test
    void shouldTakeTheEngineWithItWhenKilled() throws Exception {
        // Given
        startReady();
        ProcessHandle engine = engine();
        HttpResponse<String> answer = http.send(chat(""), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.headers().firstValue("x-hangil-region")).contains("kr-gwangju");

        // When
        pod.destroyForcibly().waitFor();

        // Then
        await().atMost(SOON).until(() -> !engine.isAlive());
    }

    @Test
    void shouldAnswerGatewaysWhenItIsStartedAgainWhileKeycloakIsDown() throws Exception {
        // Given: a pod that had Keycloak, and keeps its weights
        startReady();
        assertThat(http.send(chat(""), HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
        pod.destroyForcibly().waitFor();

        // When
        start("http://127.0.0.1:" + freePort());
        await().atMost(SOON).until(() -> health("ready") == 200);

        // Then
        HttpResponse<String> answer = http.send(chat(""), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void shouldStartAndBlameNoTokenWhenKeycloakIsDown() throws Exception {
        // Given
        start("http://127.0.0.1:" + freePort());

        // When
        HttpResponse<String> answer = http.send(chat(""), HttpResponse.BodyHandlers.ofString());

        // Then
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("\"code\":\"unavailable\"");
        assertThat(answer.headers().firstValue("retry-after")).isPresent();
        assertThat(health("ready")).isEqualTo(503);
    }
}

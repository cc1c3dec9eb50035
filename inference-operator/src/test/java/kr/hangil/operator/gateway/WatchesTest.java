package kr.hangil.operator.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import kr.hangil.operator.observed.PodReport;
import kr.hangil.operator.observed.Replica;
import kr.hangil.operator.pods.PodWatch;
import kr.hangil.operator.registry.RegistryVersions;
import kr.hangil.operator.registry.Versions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is heard from gateways, pods and the registry, over real HTTP. */
class WatchesTest {

    private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");
    private static final String VERSION = """
            {"digest":"sha256:%1$s","createdAt":"2026-11-24T00:00:00Z","createdBy":"t","manifest":{"schema":"kr.hangil.manifest.v1",
             "model":"a/b","files":[{"path":"x.gguf","size":5,"digest":"sha256:%1$s"}],"serving":{"format":"gguf",
             "contextLength":10,"stop":[],"capabilities":["chat"]},"licence":{"id":"MIT","commercialUse":true}}}
            """.formatted("b".repeat(64));

    private HttpServer server;
    private URI url;
    private final Map<String, String> bodies = new ConcurrentHashMap<>();
    private final Map<String, Integer> statuses = new ConcurrentHashMap<>();
    private Instant now = NOW;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                String path = exchange.getRequestURI().getPath();
                byte[] body = bodies.getOrDefault(path, "").getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(
                        statuses.getOrDefault(path, bodies.containsKey(path) ? 200 : 404),
                        body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void shouldTakeNothingForAcknowledgedThatOneGatewayDoesNotSay() {
        bodies.put("/manage/v1/routing", report("http://p:8082", 0));
        List<URI> gateways = new ArrayList<>(List.of(url));
        List<Set<String>> changes = new ArrayList<>();
        try (GatewayWatch watch = new GatewayWatch(() -> gateways, () -> "t", Duration.ofSeconds(20))) {
            watch.onChange(changes::add);

            watch.poll();
            assertThat(watch.latest().acknowledged(List.of("m"), "http://p:8082"))
                    .isTrue();
            assertThat(watch.latest().acknowledged(List.of("m", "alias"), "http://p:8082"))
                    .isFalse();

            watch.poll();
            assertThat(changes).as("told once").hasSize(1);

            bodies.put("/manage/v1/routing", report("http://p:8082", 2));
            watch.poll();
            assertThat(changes).as("somebody waits").hasSize(2);
            assertThat(watch.latest().waiting(List.of("m"))).isEqualTo(2);

            gateways.add(URI.create("http://127.0.0.1:1"));
            watch.poll();
            assertThat(watch.latest().complete()).isFalse();
            assertThat(watch.latest().acknowledged(List.of("m"), "http://p:8082"))
                    .isFalse();
        }
    }

    @Test
    void shouldKnowWhatAPodSaidAndForgetItAfterThreeIntervals() {
        bodies.put(
                "/load",
                "{\"running\":2,\"waiting\":1,\"inFlightTokens\":9,\"queuedTokens\":3,\"kvUse\":0.5,\"later\":1}");
        bodies.put(
                "/q/health",
                "{\"status\":\"DOWN\",\"checks\":[{\"data\":{\"weights\":\"pulling\",\"phase\":\"STARTING\"}}]}");
        statuses.put("/q/health", 503);
        PodWatch watch = new PodWatch(
                () -> "t", server.getAddress().getPort(), Duration.ofSeconds(10), Duration.ofSeconds(20), new Clock() {
                    @Override
                    public java.time.ZoneId getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(java.time.ZoneId zone) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        return now;
                    }
                });
        List<Replica> pods = List.of(
                new Replica("p", "v", "r", "n", url.toString(), false, false, false, 0, false, null, NOW, null));
        assertThat(watch.reports(pods)).isEmpty();

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> !watch.reports(pods).isEmpty());
        PodReport said = watch.reports(pods).get("p");
        assertThat(said.load().running()).isEqualTo(2);
        assertThat(said.weights()).isEqualTo("pulling");
        assertThat(said.engine()).isEqualTo("STARTING");

        bodies.clear();
        statuses.clear();
        now = NOW.plusSeconds(31);
        assertThat(watch.reports(pods)).isEmpty();

        now = NOW.plusSeconds(65);
        assertThat(watch.known()).isEqualTo(1);
        assertThat(watch.reports(List.of())).isEmpty();
        assertThat(watch.known()).as("a pod that nobody asks about any more").isZero();
    }

    @Test
    void shouldKeepWhatTheRegistrySaidWhileItIsAway() {
        String path = "/v1/models/a/b/versions/prod";
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        RegistryVersions versions = new RegistryVersions(url, () -> "t", Duration.ZERO, Duration.ofSeconds(20), clock);
        assertThat(versions.find("a/b", "prod")).isInstanceOf(Versions.Absent.class);

        bodies.put(path, VERSION);
        assertThat(versions.find("a/b", "prod")).isInstanceOf(Versions.Found.class);

        statuses.put(path, 503);
        assertThat(versions.find("a/b", "prod")).isInstanceOf(Versions.Found.class);
        assertThat(versions.find("a/c", "prod")).isInstanceOf(Versions.Absent.class);

        statuses.put("/v1/models/a/d/versions/prod", 503);
        assertThat(versions.find("a/d", "prod")).isInstanceOf(Versions.Unknown.class);
    }

    private static String report(String replica, int waiting) {
        return """
                {"gateway":"g","configVersion":1,"models":[{"model":"m","inFlight":1,"inFlightTokens":5,"waiting":%d,
                 "lastRequestAt":"2026-11-24T00:00:00Z","replicas":[{"url":"%s/","deployment":"d","revision":"r",
                 "region":"kr-ulsan","ejected":false,"inFlight":1}]}]}
                """.formatted(waiting, replica);
    }
}

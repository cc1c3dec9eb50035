package kr.hangil.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import kr.hangil.stack.demo.AdapterGguf;
import kr.hangil.stack.demo.DemoPublisher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Two applies on an empty cluster are enough, and what serves goes on serving while the cluster changes under it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SingleNodeE2E {

    private static final String MODEL = "hangil-mini";
    private static final String ADAPTER = "hangil-mini-polite";
    private static final String QUESTION = "대한민국의 수도는 어디인가요?";

    /** Beside a pod that asks for a whole processor, another has room on a machine of two only if it asks for less. */
    private static final String HALF = """
            apiVersion: serving.hangil.kr/v1alpha1
            kind: AcceleratorProfile
            metadata: {name: cpu-half}
            spec:
              vendor: cpu
              perDevice: {cpu: 500m, memory: 1Gi}
              engine: {kind: llamacpp, slots: 4}
              startupBudgetSeconds: 300
              updateMode: Surge
            """;

    private static @Nullable SingleNode started;
    private static Api.@Nullable Tenant customer;

    @BeforeAll
    static void bringUp() throws Exception {
        started = SingleNode.start();
        node().kubectl().apply(HALF);
        customer = new Api(node()).newTenant();
    }

    @AfterAll
    static void takeDown() throws Exception {
        if (started != null) {
            started.close();
        }
    }

    private static SingleNode node() {
        return requireNonNull(started);
    }

    private static Api.Tenant customer() {
        return requireNonNull(customer);
    }

    @Test
    @Order(1)
    void shouldStreamThroughTheGatewayOnceTheModelIsApplied() throws Exception {
        // When
        node().kubectl().apply(shipped());

        // Then
        node().eventually(() -> assertThat(conditions()).contains("Ready=True/Serving"));
        Streamed answer = Streamed.of(node(), customer(), QUESTION, MODEL);
        assertThat(answer.replica()).startsWith(MODEL + "-cpu-");
        assertThat(answer.chunks()).hasSizeGreaterThan(2);
        assertThat(answer.text()).containsPattern("[가-힣]");
        assertThat(answer.finished()).isTrue();
    }

    @Test
    @Order(2)
    void shouldStreamInTheNameOfAnAdapterAndMeterItByThatName(@TempDir Path folder) throws Exception {
        // Given
        Api api = new Api(node());
        Api.Tenant tenant = api.newTenant();
        String digest = publishAdapter(folder);
        price(api);

        // When
        node().kubectl().apply(withAdapter());

        // Then: once it is known to the gateway, with its price, and its pod is there
        node().eventually(() -> assertThat(
                        Streamed.of(node(), customer(), QUESTION, ADAPTER).finished())
                .isTrue());
        Streamed adapted = Streamed.of(node(), tenant, QUESTION, ADAPTER);
        assertThat(adapted.models()).containsOnly(ADAPTER);
        assertThat(adapted.digest()).isEqualTo(digest);
        assertThat(adapted.finished()).isTrue();
        Streamed own = Streamed.of(node(), tenant, QUESTION, MODEL);
        assertThat(own.models()).containsOnly(MODEL);
        assertThat(own.digest()).isNotEqualTo(digest);
        assertThat(own.text()).isNotEqualTo(adapted.text());
        node().eventually(() -> assertThat(completed(api, tenant)).hasSize(2));
        assertThat(completed(api, tenant))
                .filteredOn(it -> it.path("servedModel").asText().equals(ADAPTER))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.path("modelDigest").asText()).isEqualTo(digest);
                    assertThat(it.path("completionTokens").asLong()).isPositive();
                });
        node().kubectl().apply(shipped());
        node().eventually(() -> assertThat(servingRevisions()).containsExactly(revision()));
    }

    @Test
    @Order(3)
    void shouldRestartAnEngineThatDiedAndKeepItsPod() throws Exception {
        Map<String, JsonNode> before = node().pods(MODEL);
        List<ProcessHandle> engines = ProcessHandle.allProcesses()
                .filter(it -> it.info().command().orElse("").equals("/opt/hangil/engine/llama-server"))
                .toList();
        assertThat(engines).hasSize(1);

        engines.getFirst().destroyForcibly();

        node().eventually(() -> assertThat(
                        Streamed.of(node(), customer(), QUESTION, MODEL).finished())
                .isTrue());
        assertThat(node().pods(MODEL)).containsOnlyKeys(before.keySet());
        assertThat(node().pods(MODEL).values())
                .allSatisfy(it -> assertThat(it.at("/status/containerStatuses/0/restartCount")
                                .asInt())
                        .isZero());
    }

    /** A to B and back to A, each to the end; nobody who asks meanwhile is refused or cut off. */
    @Test
    @Order(4)
    void shouldRollForthAndBackUnderTraffic() throws Exception {
        String before = revision();
        try (Traffic traffic = new Traffic()) {
            serveBy("cpu-half");
            node().eventually(() -> {
                assertThat(revision()).isNotEqualTo(before);
                assertThat(servingRevisions()).containsExactly(revision());
            });
            serveBy("cpu");
            node().eventually(() -> {
                assertThat(revision()).isEqualTo(before);
                assertThat(servingRevisions()).containsExactly(before);
            });
            assertThat(traffic.stop()).hasSizeGreaterThan(10).allMatch(Streamed::finished);
        }
    }

    @Test
    @Order(5)
    void shouldBillWhatWasServedBeforeItsGatewayWentAway() throws Exception {
        Api api = new Api(node());
        Api.Tenant tenant = api.newTenant();
        for (int i = 0; i < 5; i++) {
            assertThat(api.complete(tenant, "몽골의 수도는 어디인가요? " + i).status()).isEqualTo(200);
        }

        node().kubectl().run("delete", "pod", "gateway-service-0", "-n", "hangil", "--grace-period=0", "--force");

        node().kubectl().run("rollout", "status", "statefulset/gateway-service", "-n", "hangil", "--timeout", "5m");
        node().eventually(() -> assertThat(api.events(tenant.id())).hasSize(5));
        assertThat(api.complete(tenant, "그리고 지금은?").status()).isEqualTo(200);
    }

    @Test
    @Order(6)
    void shouldKeepPodsApartThatHaveNothingToSayToEachOther() throws Exception {
        Assumptions.assumeTrue(
                Boolean.getBoolean("hangil.node.policies"),
                "skipped: it needs a node that enforces network policies, -Dhangil.node.policies=true says so");
        String gateway = "app.kubernetes.io/name=gateway-service";
        String portal = "app.kubernetes.io/name=portal";
        String model = "serving.hangil.kr/deployment=" + MODEL;

        assertThat(node().reaches(gateway, model, 8082)).isTrue();
        assertThat(node().reaches(portal, gateway, 8080)).isTrue();
        assertThat(node().reaches(portal, model, 8082)).isFalse();
        assertThat(node().reaches(model, gateway, 8080)).isFalse();
        assertThat(node().reaches(gateway, model, 9082)).isFalse();
    }

    @Test
    @Order(7)
    void shouldForgetTheModelThatIsDeletedOnceItsPodsHaveDrained() throws Exception {
        node().kubectl().run("delete", "modeldeployment", MODEL, "-n", "hangil");

        node().eventually(() -> assertThat(node().pods(MODEL)).isEmpty());
        assertThat(new Api(node()).complete(customer(), QUESTION).status()).isEqualTo(404);
    }

    @Test
    @Order(8)
    void shouldHoldARequestUntilTheFirstReplicaOfAModelAtZeroIsThere() throws Exception {
        node().kubectl().apply(Files.readString(shipped()).replace("min: 1", "min: 0"));
        node().eventually(() -> assertThat(conditions()).contains("Idle=True"));
        assertThat(node().pods(MODEL)).isEmpty();

        Streamed answer = Streamed.of(node(), customer(), QUESTION, MODEL);

        assertThat(answer.finished()).isTrue();
        assertThat(node().pods(MODEL)).hasSize(1);
    }

    private static Path shipped() {
        return node().root().resolve("k8s/models/hangil-mini.yaml");
    }

    private static String withAdapter() throws IOException {
        return Files.readString(shipped())
                .replace(
                        "\n  variants:\n",
                        "\n  adapters:\n    - {name: %1$s, model: hangil/%1$s, version: prod}\n  variants:\n"
                                .formatted(ADAPTER))
                .replace("profile: cpu", "profile: cpu-half");
    }

    private static String publishAdapter(Path folder) throws IOException, InterruptedException {
        Path file = Files.write(folder.resolve("polite.gguf"), AdapterGguf.of(1, 0.3));
        return new DemoPublisher(node().client("model-registry-service"))
                .ensurePublished(new DemoPublisher.Model(
                        "hangil/" + ADAPTER,
                        "한길 미니, 정중하게",
                        "An adapter that is trained for nothing.",
                        List.of("chat", "completion"),
                        () -> Map.of("polite.gguf", file)));
    }

    private static void price(Api api) throws IOException, InterruptedException {
        List<Map<String, Object>> prices = Stream.of("prompt", "completion")
                .map(meter -> Map.<String, Object>of(
                        "model", ADAPTER, "meter", meter, "per", 1_000, "amount", "50", "from", "2026-01-01T00:00:00Z"))
                .toList();
        Api.Answer published = api.post(
                node().demo("HANGIL_BILLING_URL") + "/v1/price-books",
                api.operatorToken(),
                Map.of("name", ADAPTER, "currency", "KRW", "vat", "EXCLUSIVE", "prices", prices));
        assertThat(published.status()).as(published.toString()).isEqualTo(201);
    }

    private static List<JsonNode> completed(Api api, Api.Tenant tenant) throws IOException, InterruptedException {
        return StreamSupport.stream(api.events(tenant.id()).spliterator(), false)
                .filter(it -> it.path("outcome").asText().equalsIgnoreCase("completed"))
                .toList();
    }

    private static void serveBy(String profile) throws IOException, InterruptedException {
        node().kubectl()
                .run("patch", "modeldeployment", MODEL, "-n", "hangil", "--type=json", "-p", """
                [{"op": "replace", "path": "/spec/variants/0/profile", "value": "%s"}]""".formatted(profile));
    }

    private static String conditions() throws IOException, InterruptedException {
        return StreamSupport.stream(node().model(MODEL).at("/status/conditions").spliterator(), false)
                .map(it -> it.path("type").asText() + "=" + it.path("status").asText() + "/"
                        + it.path("reason").asText())
                .collect(Collectors.joining(" "));
    }

    private static String revision() throws IOException, InterruptedException {
        return node().model(MODEL).at("/status/activeRevision").asText();
    }

    private static List<String> servingRevisions() throws IOException, InterruptedException {
        return node().pods(MODEL).values().stream()
                .map(it -> it.at("/metadata/labels/serving.hangil.kr~1revision").asText())
                .distinct()
                .toList();
    }

    /** Two callers who ask one question after the other until they are told to stop. */
    private static final class Traffic implements AutoCloseable {

        private static final int CALLERS = 2;
        private static final Duration PAUSE = Duration.ofMillis(50);

        private final AtomicBoolean stopped = new AtomicBoolean();
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final List<Future<List<Streamed>>> callers = new ArrayList<>();

        Traffic() {
            for (int i = 0; i < CALLERS; i++) {
                callers.add(threads.submit(this::ask));
            }
        }

        private List<Streamed> ask() throws IOException, InterruptedException {
            List<Streamed> answers = new ArrayList<>();
            while (!stopped.get()) {
                answers.add(Streamed.of(node(), customer(), QUESTION + " " + answers.size(), MODEL));
                Thread.sleep(PAUSE);
            }
            return answers;
        }

        /** Every answer there was; the first failure of a caller is thrown. */
        List<Streamed> stop() throws Exception {
            stopped.set(true);
            List<Streamed> answers = new ArrayList<>();
            for (Future<List<Streamed>> caller : callers) {
                answers.addAll(caller.get());
            }
            return answers;
        }

        @Override
        public void close() {
            stopped.set(true);
            threads.close();
        }
    }
}

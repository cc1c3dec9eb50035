package kr.hangil.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Two applies on an empty cluster are enough, and what serves goes on serving while the cluster changes under it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SingleNodeE2E {

    private static final String MODEL = "hangil-mini";
    private static final String QUESTION = "대한민국의 수도는 어디인가요?";

    private static @Nullable SingleNode started;
    private static Api.@Nullable Tenant customer;

    @BeforeAll
    static void bringUp() throws Exception {
        started = SingleNode.start();
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
        node().kubectl().apply(node().root().resolve("k8s/models/hangil-mini.yaml"));

        // Then
        node().eventually(() -> assertThat(conditions()).contains("Ready=True/Serving"));
        Streamed answer = Streamed.of(node(), customer(), QUESTION, MODEL);
        assertThat(answer.replica()).startsWith(MODEL + "-cpu-");
        assertThat(answer.chunks()).hasSizeGreaterThan(2);
        assertThat(answer.text()).containsPattern("[가-힣]");
        assertThat(answer.finished()).isTrue();
    }

    /** A to B and back to A, each to the end; nobody who asks meanwhile is refused or cut off. */
    @Test
    @Order(2)
    void shouldRollForthAndBackUnderTraffic() throws Exception {
        String before = revision();
        node().kubectl().apply("""
                apiVersion: serving.hangil.kr/v1alpha1
                kind: AcceleratorProfile
                metadata: {name: cpu-half}
                spec:
                  vendor: cpu
                  perDevice: {cpu: 500m, memory: 1Gi}
                  engine: {kind: llamacpp, slots: 4}
                  startupBudgetSeconds: 300
                  updateMode: Surge
                """);
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
    @Order(3)
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

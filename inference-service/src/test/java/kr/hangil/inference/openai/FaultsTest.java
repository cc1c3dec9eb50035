package kr.hangil.inference.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import kr.hangil.contracts.serving.LoadReport;
import kr.hangil.inference.engine.Engine;
import kr.hangil.inference.engine.llamacpp.LlamaCppEngine;
import kr.hangil.inference.lifecycle.Pod;
import kr.hangil.inference.openai.PodClient.Answer;
import kr.hangil.inference.queue.Demand;
import kr.hangil.inference.queue.Priority;
import kr.hangil.inference.queue.RequestQueue;
import kr.hangil.inference.support.PodTest;
import kr.hangil.stack.keycloak.KeycloakServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@PodTest
@SuppressWarnings("NullAway.Init") // the framework sets the fields
class FaultsTest {

    private static final int LONG_TOKENS = 1900;

    /** Runs to the context's end, about two seconds of decoding. */
    private static final String LONG = ",\"max_tokens\":" + LONG_TOKENS + ",\"ignore_eos\":true,\"temperature\":0.9";

    private static final Duration SOON = Duration.ofSeconds(30);

    @TestHTTPResource
    URI base;

    @Inject
    Pod pod;

    @Inject
    Engine engine;

    @Inject
    RequestQueue queue;

    KeycloakServer keycloak;

    private final List<RequestQueue.Ticket> held = new ArrayList<>();

    private String token;
    private PodClient client;

    @BeforeEach
    void readyPod() {
        token = keycloak.token("gateway-service");
        client = new PodClient(base, token);
        await().atMost(SOON).until(pod::ready);
    }

    @AfterEach
    void nothingIsLeftInside() {
        held.forEach(RequestQueue.Ticket::leave);
        await().atMost(SOON).until(() -> queue.inside() == 0);
    }

    private static String longChat(boolean stream) {
        return "{\"model\":\"hangil-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"안녕하세요\"}]" + LONG
                + ",\"stream\":" + stream + "}";
    }

    /** A request by hand, so that the connection can be dropped at any byte. */
    private Socket open(String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        Socket socket = new Socket(base.getHost(), base.getPort());
        String head = "POST /v1/chat/completions HTTP/1.1\r\nHost: pod\r\nAuthorization: Bearer " + token
                + "\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return socket;
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private void killEngine() {
        long pid = ((LlamaCppEngine) engine).pid().orElseThrow();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    private void signal(String name) throws IOException, InterruptedException {
        long pid = ((LlamaCppEngine) engine).pid().orElseThrow();
        new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start().waitFor();
    }

    /** Looks often, for a fast engine is soon done with what it is given. */
    private void awaitWork() {
        await().atMost(SOON)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> busySlots() > 0);
    }

    private static void readToken(BufferedReader in) throws IOException {
        String line = in.readLine();
        while (!line.contains("\"content\":\"")) {
            line = in.readLine();
        }
    }

    /** Requests that the engine itself is working on, by its own account. */
    private double busySlots() throws IOException, InterruptedException {
        return metric("llamacpp:requests_processing");
    }

    private double tokensWritten() throws IOException, InterruptedException {
        return metric("llamacpp:tokens_predicted_total");
    }

    private double metric(String name) throws IOException, InterruptedException {
        URI metrics = engine.endpoint().orElseThrow().address().resolve("/metrics");
        HttpRequest request = HttpRequest.newBuilder(metrics)
                .header(
                        "authorization",
                        "Bearer " + engine.endpoint().orElseThrow().apiKey().orElseThrow())
                .build();
        return client.send(request)
                .text()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                .sum();
    }

    @Test
    void shouldEndStreamWithErrorEventAndComeBackWhenEngineIsKilled() throws Exception {
        // Given
        int starts = pod.engine().starts();
        List<String> lines = new ArrayList<>();
        try (Socket socket = open(longChat(true));
                BufferedReader in = reader(socket)) {
            while (lines.stream().filter(line -> line.startsWith("data: ")).count() < 5) {
                lines.add(in.readLine());
            }

            // When
            killEngine();

            // Then
            for (String line = in.readLine(); line != null && !line.equals("0"); line = in.readLine()) {
                lines.add(line);
            }
        }
        List<String> events =
                lines.stream().filter(line -> line.startsWith("data: ")).toList();
        JsonNode last = PodClient.JSON.readTree(events.getLast().substring("data: ".length()));
        assertThat(last.at("/error/code").asText()).isEqualTo("engine_failed");
        assertThat(last.at("/error_type").asText()).isEqualTo("engine_failed");
        assertThat(last.at("/choices/0/finish_reason").asText()).isEqualTo("error");
        assertThat(events).noneMatch(event -> event.contains("[DONE]"));
        assertThat(events.stream().filter(event -> event.contains("\"error\""))).hasSize(1);
        await().atMost(SOON).until(() -> pod.ready() && pod.engine().starts() > starts);
        Answer answer = client.post("/v1/chat/completions", PodClient.chat("몽골 수도 알려줘", ""));
        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void shouldRestartAnEngineThatHangsWithWork() throws Exception {
        // Given
        int starts = pod.engine().starts();
        try (Socket socket = open(longChat(true));
                BufferedReader in = reader(socket)) {
            assertThat(in.readLine()).contains(" 200 ");
            awaitWork();

            // When: it listens and lives, and nothing moves
            signal("STOP");

            // Then
            await().atMost(SOON).until(() -> pod.engine().starts() > starts && pod.ready());
            assertThat(in.lines().anyMatch(line -> line.contains("engine_failed")))
                    .isTrue();
        }
    }

    @Test
    void shouldAnswerEngineFailedWhenEngineIsKilledBeforeTheAnswer() throws Exception {
        // Given
        try (Socket socket = open(longChat(false));
                BufferedReader in = reader(socket)) {
            awaitWork();

            // When
            killEngine();

            // Then
            assertThat(in.readLine()).contains(" 502 ");
        }
        await().atMost(SOON).until(pod::ready);
    }

    @Test
    void shouldFreeTheEnginesSlotWhenAStreamingClientLeaves() throws Exception {
        // Given
        double before = tokensWritten();
        Socket client = open(longChat(true));
        readToken(reader(client));

        // When
        leaveWhileTheEngineStandsStill(client);

        // Then
        await().atMost(SOON).until(() -> busySlots() == 0);
        assertThat(tokensWritten() - before).as("tokens written for nobody").isLessThan(LONG_TOKENS / 2.0);
    }

    @Test
    void shouldFreeTheEnginesSlotWhenAWaitingClientLeaves() throws Exception {
        // Given
        double before = tokensWritten();
        Socket client = open(longChat(false));
        awaitWork();

        // When
        leaveWhileTheEngineStandsStill(client);

        // Then
        await().atMost(SOON).until(() -> busySlots() == 0);
        assertThat(tokensWritten() - before).as("tokens written for nobody").isLessThan(LONG_TOKENS / 2.0);
    }

    /** However fast the engine is, it cannot have come to the end before the pod knows that the client has left. */
    private void leaveWhileTheEngineStandsStill(Socket client) throws IOException, InterruptedException {
        signal("STOP");
        try {
            client.close();
            await().atMost(SOON).until(() -> queue.inside() == 0);
        } finally {
            signal("CONT");
        }
    }

    @Test
    void shouldRefuseWithRetryAfterWhenTheQueueIsFull() throws Exception {
        // Given
        fill(queue.capacity());

        // When
        Answer answer = client.post("/v1/chat/completions", PodClient.chat("안녕하세요", ""));

        // Then
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.json().at("/error/code").asText()).isEqualTo("queue_full");
        assertThat(Integer.parseInt(answer.header("retry-after"))).isBetween(1, 60);
        LoadReport load = LoadReport.fromHeader(answer.header("x-hangil-load"));
        assertThat(load).isNotNull();
        assertThat(load.running() + load.waiting()).isEqualTo(queue.capacity());
        assertThat(load.queuedTokens()).isEqualTo(4 * 10);
    }

    /** Takes places, and then places to wait. */
    private void fill(int places) {
        for (int i = 0; i < places; i++) {
            held.add(queue.enter(new Demand("", Priority.INTERACTIVE, 1, 10), () -> {}));
        }
    }

    @Test
    void shouldWaitForItsTurnAndAnswerWhenASlotIsFree() throws Exception {
        // Given
        fill(4);
        CompletableFuture<Answer> waiting = CompletableFuture.supplyAsync(() -> post(PodClient.chat("몽골 수도 알려줘", "")));
        await().atMost(SOON).until(() -> queue.occupancy().waiting() == 1);
        assertThat(busySlots()).isZero();

        // When
        held.getFirst().leave();

        // Then
        assertThat(waiting.get(30, TimeUnit.SECONDS).status()).isEqualTo(200);
    }

    private Answer post(String body) {
        try {
            return client.post("/v1/chat/completions", body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldFreeThePlaceAtOnceWhenTheDeadlinePassesInTheQueue() throws Exception {
        // Given
        fill(4);

        // When
        Answer answer = client.send(client.request("/v1/chat/completions")
                .header("x-hangil-deadline-ms", "150")
                .POST(HttpRequest.BodyPublishers.ofString(PodClient.chat("안녕하세요", "")))
                .build());

        // Then
        assertThat(answer.status()).isEqualTo(408);
        assertThat(queue.occupancy().waiting()).isZero();
    }

    @Test
    void shouldFreeThePlaceAtOnceWhenAClientLeavesTheQueue() throws Exception {
        // Given
        fill(4);
        try (Socket socket = open(longChat(true))) {
            await().atMost(SOON).until(() -> queue.occupancy().waiting() == 1);
        }

        // When: the client has left

        // Then
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> queue.occupancy().waiting() == 0);
        assertThat(busySlots()).isZero();
    }

    @Test
    void shouldServeInteractiveRequestsBeforeBatchOnesThatCameEarlier() throws Exception {
        // Given
        fill(4);
        List<String> order = new CopyOnWriteArrayList<>();
        for (String priority : List.of("batch", "batch", "interactive")) {
            int before = queue.occupancy().waiting();
            Thread.ofVirtual().start(() -> {
                try {
                    client.send(client.request("/v1/chat/completions")
                            .header("x-hangil-priority", priority)
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    PodClient.chat("안녕하세요", ",\"max_tokens\":400,\"ignore_eos\":true")))
                            .build());
                    order.add(priority);
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            await().atMost(SOON).until(() -> queue.occupancy().waiting() == before + 1);
        }

        // When
        held.getFirst().leave();

        // Then
        await().atMost(SOON).until(() -> order.size() == 3);
        assertThat(order).containsExactly("batch", "interactive", "batch");
    }

    /** The one that stays began first, so were nobody told, it would end first. */
    @Test
    void shouldFreeTheEnginesSlotWhileOthersAreAnsweredWhenAClientLeaves() throws Exception {
        // Given
        try (Socket stays = open(longChat(true));
                BufferedReader in = reader(stays)) {
            readToken(in);
            CompletableFuture<Long> rest =
                    CompletableFuture.supplyAsync(() -> in.lines().count());

            // When
            try (Socket leaves = open(longChat(true));
                    BufferedReader other = reader(leaves)) {
                readToken(other);
            }

            // Then
            await().atMost(SOON)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> busySlots() < 2);
            assertThat(rest).as("the other's stream").isNotDone();
        }
    }

    @Test
    void shouldGiveUpWhenTheCallersDeadlineHasPassed() throws Exception {
        // When
        Answer answer = client.send(client.request("/v1/chat/completions")
                .header("x-hangil-deadline-ms", "100")
                .POST(HttpRequest.BodyPublishers.ofString(longChat(false)))
                .build());

        // Then
        assertThat(answer.status()).isEqualTo(408);
        assertThat(answer.json().at("/error/code").asText()).isEqualTo("deadline_exceeded");
    }

    @Test
    void shouldDeliverTokensAsTheyComeWhenStreaming() throws Exception {
        // Given
        try (Socket socket = open(longChat(true));
                BufferedReader in = reader(socket)) {
            // When
            readToken(in);

            // Then
            assertThat(busySlots()).as("the engine is still writing").isPositive();
        }
    }
}

package kr.hangil.e2e;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What breaks in a real cluster, broken on purpose: nothing is lost, nothing is doubled, and it comes back. */
@ExtendWith(HangilStack.Extension.class)
class FaultsE2E {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CLIENTS = 4;

    /** Of 9 MiB each, more than fit into the heap of a gateway or a pod. */
    private static final int MANY = 24;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    @Test
    void shouldEndTheStreamWithAnErrorAndComeBackWhenTheEngineIsKilled(HangilStack stack) throws Exception {
        // Given
        Api api = new Api(stack);
        Api.Tenant tenant = api.newTenant();
        StringBuilder seen = new StringBuilder();

        // When
        try (BufferedReader stream = longStream(stack, tenant)) {
            seen.append(stream.readLine()).append('\n');
            engine(stack).destroyForcibly();
            stream.lines().forEach(line -> seen.append(line).append('\n'));
        }

        // Then
        assertThat(seen).contains("\"finish_reason\":\"error\"").doesNotContain("[DONE]");
        await().atMost(30, SECONDS).until(() -> api.complete(tenant, "안녕하세요").status() == 200);
        await().atMost(20, SECONDS)
                .until(() -> outcomes(api, tenant).keySet().containsAll(List.of("completed", "failed")));
        assertThat(outcomes(api, tenant).get("completed")).isEqualTo(1);
    }

    @Test
    void shouldStopTheEngineAndBillWhatWasDeliveredWhenTheClientLeaves(HangilStack stack) throws Exception {
        // Given
        Api api = new Api(stack);
        Api.Tenant tenant = api.newTenant();

        // When
        try (BufferedReader stream = longStream(stack, tenant)) {
            assertThat(stream.readLine()).startsWith("data:");
        }

        // Then
        await().atMost(20, SECONDS).until(() -> outcomes(api, tenant).containsKey("cancelled"));
        JsonNode booked = api.events(tenant.id()).get(0);
        assertThat(booked.path("completionTokens").asLong()).isPositive().isLessThan(1_800);
        assertThat(api.complete(tenant, "안녕하세요").status()).isEqualTo(200);
    }

    @Test
    void shouldFailNoRequestAndLoseNoEventWhileBillingIsPaused(HangilStack stack) throws Exception {
        // Given
        Api api = new Api(stack);
        Api.Tenant tenant = api.newTenant();

        // When
        ProcessHandle billing = stack.process("billing");
        signal("STOP", billing);
        try {
            for (int i = 0; i < 25; i++) {
                assertThat(api.complete(tenant, "안녕하세요").status()).isEqualTo(200);
            }
        } finally {
            signal("CONT", billing);
        }

        // Then
        await().atMost(60, SECONDS).until(() -> api.events(tenant.id()).size() >= 25);
        assertThat(api.events(tenant.id())).hasSize(25);
    }

    @Test
    void shouldBookExactlyWhatClientsReceivedWhenTheGatewayIsKilledUnderTraffic(HangilStack stack) throws Exception {
        // Given
        Api api = new Api(stack);
        Api.Tenant tenant = api.newTenant();
        Map<String, Long> received = new ConcurrentHashMap<>();
        AtomicBoolean stop = new AtomicBoolean();
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            for (int i = 0; i < CLIENTS; i++) {
                clients.execute(() -> sendUntil(stop, stack, tenant, received));
            }
            await().atMost(60, SECONDS).until(() -> received.size() >= 20);

            // When
            ProcessHandle gateway = stack.process("gateway");
            gateway.destroyForcibly();
            await().atMost(10, SECONDS).until(() -> !gateway.isAlive());
            int before = received.size();
            await().atMost(90, SECONDS).until(() -> received.size() >= before + 20);
            stop.set(true);
        }

        // Then
        await().atMost(60, SECONDS).until(() -> booked(api, tenant).keySet().containsAll(received.keySet()));
        Map<String, Long> booked = booked(api, tenant);
        received.forEach((id, tokens) -> assertThat(booked).containsEntry(id, tokens));
        assertThat(booked.size() - received.size())
                .as("written down but cut off on the way to a client, one at most for each of them")
                .isBetween(0, CLIENTS);
    }

    @Test
    void shouldAnswerKnownKeysWhilePostgresIsPaused(HangilStack stack) throws Exception {
        // Given
        Api api = new Api(stack);
        Api.Tenant tenant = api.newTenant();
        assertThat(api.complete(tenant, "안녕하세요").status()).isEqualTo(200);

        // When
        List<ProcessHandle> postgres = new ArrayList<>(List.of(stack.process("postgres")));
        stack.process("postgres").descendants().forEach(postgres::add);
        postgres.forEach(process -> signal("STOP", process));
        try {
            long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (System.nanoTime() < end) {
                assertThat(api.complete(tenant, "안녕하세요").status()).isEqualTo(200);
            }
        } finally {
            postgres.forEach(process -> signal("CONT", process));
        }

        // Then
        await().atMost(30, SECONDS).until(() -> api.newTenant().key().startsWith("hgl_"));
    }

    @Test
    void shouldStayUpWhenManySendLargeBodiesAtOnce(HangilStack stack) throws Exception {
        // Given
        Api api = new Api(stack);
        Api.Tenant tenant = api.newTenant();
        List<Long> before = List.of(
                stack.process("gateway").pid(), stack.process("inference").pid());
        String body = "{\"model\":\"" + stack.demo("HANGIL_MODEL")
                + "\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"안녕\"}],\"metadata\":{\"padding\":\""
                + "x".repeat(9 << 20) + "\"}}";

        // When
        List<Integer> statuses = new CopyOnWriteArrayList<>();
        try (ExecutorService clients = Executors.newFixedThreadPool(MANY)) {
            for (int i = 0; i < MANY; i++) {
                clients.execute(() ->
                        send(request(stack, tenant, "/chat/completions", body)).ifPresent(statuses::add));
            }
        }

        // Then
        assertThat(statuses).contains(200).isSubsetOf(200, 429, 503);
        assertThat(List.of(
                        stack.process("gateway").pid(),
                        stack.process("inference").pid()))
                .isEqualTo(before);
        await().atMost(30, SECONDS).until(() -> api.complete(tenant, "안녕하세요").status() == 200);
    }

    @Test
    void shouldWriteNoKeyAndNoPromptIntoAnyLog(HangilStack stack) throws Exception {
        // Given
        Api api = new Api(stack);
        Api.Tenant tenant = api.newTenant();
        String canary = "카나리아" + tenant.id();

        // When
        api.complete(tenant, canary);
        api.post(api.gateway() + "/v1/chat/completions", tenant.key() + "x", api.chat(canary, 5));
        api.post(
                api.gateway() + "/v1/chat/completions",
                tenant.key(),
                "{\"model\":7,\"x\":\"%s\"}".formatted(canary).getBytes(StandardCharsets.UTF_8));

        // Then
        String secret = tenant.key().substring(tenant.key().lastIndexOf('_') + 1);
        try (Stream<Path> logs = Files.list(stack.home().resolve("logs"))) {
            for (Path log : logs.toList()) {
                assertThat(Files.readString(log)).as(log.toString()).doesNotContain(canary, secret);
            }
        }
    }

    private static BufferedReader longStream(HangilStack stack, Api.Tenant tenant)
            throws IOException, InterruptedException {
        InputStream body = new Api(stack).longStream(tenant, 1_900).body();
        return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    /** Remembers, by request id, the tokens of every answer that arrived whole. */
    private void sendUntil(AtomicBoolean stop, HangilStack stack, Api.Tenant tenant, Map<String, Long> received) {
        while (!stop.get()) {
            try {
                String body = JSON.writeValueAsString(new Api(stack).chat("안녕하세요", 20));
                HttpResponse<String> response = http.send(
                        request(stack, tenant, "/chat/completions", body), HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() == 200) {
                    JsonNode usage = JSON.readTree(response.body()).path("usage");
                    received.put(
                            response.headers().firstValue("x-request-id").orElseThrow(),
                            usage.path("prompt_tokens").asLong()
                                    + usage.path("completion_tokens").asLong());
                }
            } catch (IOException e) {
                await().pollDelay(Duration.ofMillis(100)).until(() -> true);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** The answer's status; none where the connection was closed under a body that is not taken. */
    private Optional<Integer> send(HttpRequest request) {
        try {
            return Optional.of(
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static HttpRequest request(HangilStack stack, Api.Tenant tenant, String path, String body) {
        return HttpRequest.newBuilder(URI.create(stack.demo("OPENAI_BASE_URL") + path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + tenant.key())
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private static ProcessHandle engine(HangilStack stack) throws IOException {
        Optional<ProcessHandle> engine = stack.process("inference")
                .descendants()
                .filter(process -> process.info().command().orElse("").endsWith("llama-server"))
                .findFirst();
        return engine.orElseThrow(() -> new IllegalStateException("the demo pod has no engine"));
    }

    private static Map<String, Long> booked(Api api, Api.Tenant tenant) throws IOException, InterruptedException {
        Map<String, Long> tokens = new HashMap<>();
        for (JsonNode data : api.events(tenant.id())) {
            if (data.path("outcome").asText().equalsIgnoreCase("completed")) {
                Long before = tokens.put(
                        data.path("requestId").asText(),
                        data.path("promptTokens").asLong()
                                + data.path("completionTokens").asLong());
                assertThat(before).as("booked twice").isNull();
            }
        }
        return tokens;
    }

    private static Map<String, Long> outcomes(Api api, Api.Tenant tenant) throws IOException, InterruptedException {
        List<String> outcomes = new ArrayList<>();
        for (JsonNode event : api.events(tenant.id())) {
            outcomes.add(event.path("outcome").asText().toLowerCase(Locale.ROOT));
        }
        return outcomes.stream().collect(Collectors.groupingBy(outcome -> outcome, Collectors.counting()));
    }

    private static void signal(String name, ProcessHandle process) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new IllegalStateException("cannot signal " + process.pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

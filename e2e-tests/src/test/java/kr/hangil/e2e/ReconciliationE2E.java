package kr.hangil.e2e;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the pod says it served and what the gateway billed are the same, to the token, or it is said what differs. */
@ExtendWith(HangilStack.Extension.class)
class ReconciliationE2E {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REQUESTS = 6;

    @Test
    void shouldFindNoDifferenceAndThenNameEachThatIsMade(HangilStack stack) throws Exception {
        // Given
        Api api = new Api(stack);
        Api.Tenant tenant = api.newTenant();
        for (int i = 0; i < REQUESTS; i++) {
            assertThat(api.complete(tenant, "몽골의 수도는 어디인가요? " + i).status()).isEqualTo(200);
        }
        Map<String, Object> streamed = new HashMap<>(api.chat("안녕하세요", 20));
        streamed.put("stream", true);
        assertThat(api.post(api.gateway() + "/v1/chat/completions", tenant.key(), streamed)
                        .status())
                .isEqualTo(200);
        booked(api, tenant, REQUESTS + 1);

        // When
        List<JsonNode> untouched = differences(stack, api, tenant.id());

        // Then
        assertThat(untouched).isEmpty();
        shouldExplainARepeat(stack, api, tenant);
        shouldNameAnEventThatNoPodServed(stack, api, tenant);
        shouldNameACallPastTheGateway(stack, api);
    }

    private static void shouldExplainARepeat(HangilStack stack, Api api, Api.Tenant tenant) throws Exception {
        byte[] body = JSON.writeValueAsBytes(api.chat("프랑스의 수도는 어디인가요?", 10));
        String repeated = "";
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> answer =
                    send(HttpRequest.newBuilder(URI.create(api.gateway() + "/v1/chat/completions"))
                            .header("Authorization", "Bearer " + tenant.key())
                            .header("Content-Type", "application/json")
                            .header("Idempotency-Key", "once-" + tenant.id())
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            repeated = answer.headers().firstValue("x-request-id").orElseThrow();
        }
        booked(api, tenant, REQUESTS + 3);

        List<JsonNode> found = differences(stack, api, tenant.id());

        assertThat(found).hasSize(1);
        assertThat(found.getFirst().path("kind").asText()).isEqualTo("repeat_not_billed");
        assertThat(found.getFirst().path("explained").asBoolean()).isTrue();
        assertThat(found.getFirst().at("/requestIds/0").asText()).isEqualTo(repeated);
        assertThat(found.getFirst().at("/gap/promptTokens").asLong()).isPositive();
    }

    private static void shouldNameAnEventThatNoPodServed(HangilStack stack, Api api, Api.Tenant tenant)
            throws Exception {
        String id = "made-up-" + tenant.id();
        Api.Tenant victim = api.newTenant();
        ObjectNode data = (ObjectNode) api.events(tenant.id()).get(0).deepCopy();
        data.put("requestId", id).put("tenant", victim.id());
        String now = java.time.Instant.now().toString();
        ObjectNode event = JSON.createObjectNode()
                .put("specversion", "1.0")
                .put("type", "kr.hangil.usage.v1")
                .put("source", "/regions/kr-ulsan/gateways/made-up")
                .put("id", id + ":1:tokens")
                .put("subject", victim.id())
                .put("time", now)
                .put("datacontenttype", "application/json");
        event.set("data", data);
        HttpResponse<String> taken =
                send(HttpRequest.newBuilder(URI.create(stack.demo("HANGIL_BILLING_URL") + "/v1/usage/events"))
                        .header("Authorization", "Bearer " + api.operatorToken())
                        .header("Content-Type", "application/cloudevents+json")
                        .POST(HttpRequest.BodyPublishers.ofString(event.toString())));
        assertThat(taken.body()).contains("accepted");

        List<JsonNode> found = differences(stack, api, victim.id());

        assertThat(found).hasSize(1);
        assertThat(found.getFirst().path("kind").asText()).isEqualTo("billed_not_served");
        assertThat(found.getFirst().path("explained").asBoolean()).isFalse();
        assertThat(found.getFirst().at("/requestIds/0").asText()).isEqualTo(id);
        assertThat(found.getFirst().at("/gap/promptTokens").asLong())
                .isEqualTo(-data.path("promptTokens").asLong());
    }

    private static void shouldNameACallPastTheGateway(HangilStack stack, Api api) throws Exception {
        Api.Tenant tenant = api.newTenant();
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(stack.pod() + "/v1/chat/completions"))
                .header("Authorization", "Bearer " + api.operatorToken())
                .header("Content-Type", "application/json")
                .header("x-hangil-tenant", tenant.id())
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(api.chat("안녕하세요", 5)))));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);

        List<JsonNode> found = differences(stack, api, tenant.id());

        assertThat(found).hasSize(1);
        assertThat(found.getFirst().path("kind").asText()).isEqualTo("other_client");
        assertThat(found.getFirst().path("detail").asText()).contains("hangil-cli");
    }

    private static void booked(Api api, Api.Tenant tenant, int events) {
        await().atMost(20, SECONDS).until(() -> api.events(tenant.id()).size() == events);
    }

    /** What differs for {@code tenant} today, after the pod was asked. */
    private static List<JsonNode> differences(HangilStack stack, Api api, String tenant) throws Exception {
        String billing = stack.demo("HANGIL_BILLING_URL") + "/v1/reconciliation";
        assertThat(api.post(billing + "/readings", api.operatorToken(), new byte[0])
                        .status())
                .isEqualTo(204);
        Api.Answer pods = api.get(billing + "/pods", api.operatorToken());
        assertThat(pods.json().at("/data/0/replica").asText())
                .as(pods.toString())
                .isEqualTo("pod-0");
        Api.Answer report =
                api.get(billing + "?limit=1000&day=" + LocalDate.now(ZoneId.of("Asia/Seoul")), api.operatorToken());
        assertThat(report.json().at("/data/0/served/told/requests").asLong())
                .as(report.toString())
                .isPositive();
        List<JsonNode> found = new ArrayList<>();
        report.json()
                .path("data")
                .forEach(line -> line.path("differences").forEach(difference -> {
                    if (difference.path("tenant").asText().equals(tenant)) {
                        found.add(difference);
                    }
                }));
        return found;
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}

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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the pod says it served and what the gateway billed are the same, to the token, or it is said what differs. */
@ExtendWith(HangilStack.Extension.class)
class ReconciliationE2E {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REQUESTS = 6;

    @Test
    void shouldFindNoDifferenceBetweenWhatWasServedAndWhatWasBilled(HangilStack stack) throws Exception {
        Api api = new Api(stack);

        List<JsonNode> found = SeoulDay.within(day -> {
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
            return differences(stack, api, tenant.id(), day);
        });

        assertThat(found).isEmpty();
    }

    @Test
    void shouldExplainARepeat(HangilStack stack) throws Exception {
        Api api = new Api(stack);
        byte[] body = JSON.writeValueAsBytes(api.chat("프랑스의 수도는 어디인가요?", 10));
        AtomicReference<String> repeated = new AtomicReference<>();

        List<JsonNode> found = SeoulDay.within(day -> {
            Api.Tenant tenant = api.newTenant();
            for (int i = 0; i < 2; i++) {
                HttpResponse<String> answer =
                        send(HttpRequest.newBuilder(URI.create(api.gateway() + "/v1/chat/completions"))
                                .header("Authorization", "Bearer " + tenant.key())
                                .header("Content-Type", "application/json")
                                .header("Idempotency-Key", "once-" + tenant.id())
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                repeated.set(answer.headers().firstValue("x-request-id").orElseThrow());
            }
            booked(api, tenant, 2);
            return differences(stack, api, tenant.id(), day);
        });

        assertThat(found).hasSize(1);
        assertThat(found.getFirst().path("kind").asText()).isEqualTo("repeat_not_billed");
        assertThat(found.getFirst().path("explained").asBoolean()).isTrue();
        assertThat(found.getFirst().at("/requestIds/0").asText()).isEqualTo(repeated.get());
        assertThat(found.getFirst().at("/gap/promptTokens").asLong()).isPositive();
    }

    /** It is made up for noon of a day long over: what differs around midnight may be explained by it. */
    @Test
    void shouldNameAnEventThatNoPodServed(HangilStack stack) throws Exception {
        Api api = new Api(stack);
        LocalDate day = SeoulDay.today().minusDays(7);
        String noon = SeoulDay.noon(day).toString();
        Api.Tenant real = api.newTenant();
        assertThat(api.complete(real, "안녕하세요").status()).isEqualTo(200);
        booked(api, real, 1);
        Api.Tenant victim = api.newTenant();
        String id = "made-up-" + victim.id();
        ObjectNode data = (ObjectNode) api.events(real.id()).get(0).deepCopy();
        data.put("requestId", id).put("tenant", victim.id()).put("startedAt", noon);
        ObjectNode event = JSON.createObjectNode()
                .put("specversion", "1.0")
                .put("type", "kr.hangil.usage.v1")
                .put("source", "/regions/kr-ulsan/gateways/made-up")
                .put("id", id + ":1:tokens")
                .put("subject", victim.id())
                .put("time", noon)
                .put("datacontenttype", "application/json");
        event.set("data", data);

        HttpResponse<String> taken =
                send(HttpRequest.newBuilder(URI.create(stack.demo("HANGIL_BILLING_URL") + "/v1/usage/events"))
                        .header("Authorization", "Bearer " + api.operatorToken())
                        .header("Content-Type", "application/cloudevents+json")
                        .POST(HttpRequest.BodyPublishers.ofString(event.toString())));

        assertThat(taken.body()).contains("accepted");
        List<JsonNode> found = differences(stack, api, victim.id(), day);
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().path("kind").asText()).isEqualTo("billed_not_served");
        assertThat(found.getFirst().path("explained").asBoolean()).isFalse();
        assertThat(found.getFirst().at("/requestIds/0").asText()).isEqualTo(id);
        assertThat(found.getFirst().at("/gap/promptTokens").asLong())
                .isEqualTo(-data.path("promptTokens").asLong());
    }

    @Test
    void shouldNameACallPastTheGateway(HangilStack stack) throws Exception {
        Api api = new Api(stack);

        List<JsonNode> found = SeoulDay.within(day -> {
            Api.Tenant tenant = api.newTenant();
            HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(stack.pod() + "/v1/chat/completions"))
                    .header("Authorization", "Bearer " + api.operatorToken())
                    .header("Content-Type", "application/json")
                    .header("x-hangil-tenant", tenant.id())
                    .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(api.chat("안녕하세요", 5)))));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return differences(stack, api, tenant.id(), day);
        });

        assertThat(found).hasSize(1);
        assertThat(found.getFirst().path("kind").asText()).isEqualTo("other_client");
        assertThat(found.getFirst().path("detail").asText()).contains("hangil-cli");
    }

    private static void booked(Api api, Api.Tenant tenant, int events) {
        await().atMost(20, SECONDS).until(() -> api.events(tenant.id()).size() == events);
    }

    /** What differs for {@code tenant} on {@code day}, after the pod was asked. */
    private static List<JsonNode> differences(HangilStack stack, Api api, String tenant, LocalDate day)
            throws Exception {
        String billing = stack.demo("HANGIL_BILLING_URL") + "/v1/reconciliation";
        assertThat(api.post(billing + "/readings", api.operatorToken(), new byte[0])
                        .status())
                .isEqualTo(204);
        Api.Answer pods = api.get(billing + "/pods", api.operatorToken());
        assertThat(pods.json().at("/data/0/replica").asText())
                .as(pods.toString())
                .isEqualTo("pod-0");
        Api.Answer report = api.get(billing + "?limit=1000&day=" + day, api.operatorToken());
        assertThat(report.json().path("data")).as(report.toString()).isNotEmpty();
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

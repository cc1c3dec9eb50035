package kr.hangil.inference.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import kr.hangil.contracts.serving.LoadReport;
import kr.hangil.inference.engine.EngineFeature;
import kr.hangil.inference.lifecycle.Pod;
import kr.hangil.inference.load.EngineWatch;
import kr.hangil.inference.openai.PodClient.Answer;
import kr.hangil.inference.support.PodTest;
import kr.hangil.stack.keycloak.KeycloakServer;
import kr.hangil.stack.keycloak.SigningKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@PodTest
@SuppressWarnings("NullAway.Init") // the framework sets the fields
class PodRoutesTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TestHTTPResource
    URI base;

    @Inject
    Pod pod;

    @Inject
    EngineWatch watch;

    KeycloakServer keycloak;

    private PodClient client;

    @BeforeEach
    void readyPod() {
        client = new PodClient(base, keycloak.token("gateway-service"));
        await().atMost(SOON).until(pod::ready);
    }

    @Test
    void shouldTellItsLoadInAHeaderOfEveryAnswerAndAtItsOwnPath() throws IOException, InterruptedException {
        // Given
        client.post("/v1/chat/completions", PodClient.chat("안녕하세요", ",\"stream\":true"));

        // When
        Answer chat = client.post("/v1/chat/completions", PodClient.chat("안녕하세요", ",\"max_tokens\":5"));
        Answer load = client.get("/load");
        Answer refusal = client.post("/v1/chat/completions", "{}");

        // Then
        LoadReport during = LoadReport.fromHeader(chat.header("x-hangil-load"));
        assertThat(during).isNotNull();
        assertThat(during.running()).isEqualTo(1);
        assertThat(during.inFlightTokens()).isGreaterThan(5);
        assertThat(load.status()).isEqualTo(200);
        LoadReport idle = PodClient.JSON.treeToValue(load.json(), LoadReport.class);
        assertThat(idle.running()).isZero();
        assertThat(idle.inFlightTokens()).isZero();
        assertThat(idle.kvUse()).as("llama-server does not tell").isNull();
        assertThat(idle.ttftMillis()).isNotNull().isLessThan(30_000);
        assertThat(LoadReport.fromHeader(refusal.header("x-hangil-load"))).isNotNull();
        assertThat(client.get("/v1/models").header("x-hangil-load")).startsWith("running=");
        await().atMost(SOON)
                .until(() -> client.get("/load").json().path("tokensPerSecond").isNumber());
    }

    @Test
    void shouldForgetAGatewayByATokenOfAKeyThatWasWithdrawn() {
        // Given
        PodClient gateway;
        try (SigningKey stolen = keycloak.newSigningKey()) {
            gateway = new PodClient(base, keycloak.token("gateway-service"));
            await().atMost(SOON).until(() -> status(gateway) == 200);
        }

        // When, Then
        await().atMost(SOON).until(() -> status(gateway) == 401);
        assertThat(status(client)).isEqualTo(200);
    }

    private static int status(PodClient caller) {
        try {
            return caller.get("/load").status();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldTellItsLoadToCallersOnly() throws IOException, InterruptedException {
        // When
        Answer anonymous =
                client.send(HttpRequest.newBuilder(base.resolve("/load")).build());
        Answer noRole = new PodClient(base, keycloak.userToken("bada@narae.example")).get("/load");

        // Then
        assertThat(anonymous.status()).isEqualTo(401);
        assertThat(noRole.status()).isEqualTo(403);
    }

    @Test
    void shouldAccountForWhatItServedByTenant() throws IOException, InterruptedException {
        // Given
        String tenant = "tenant-of-this-test";
        String body = PodClient.chat("몽골 수도 알려줘", "");

        // When
        JsonNode usage = forTenant(tenant, body).json().at("/usage");
        forTenant(
                tenant,
                body.replace(
                        "\"temperature\"",
                        "\"stream\":true,\"stream_options\":{\"include_usage\":true},\"temperature\""));
        forTenant(tenant, body.replace("\"temperature\"", "\"n\":2,\"temperature\""));
        Answer served = new PodClient(base, keycloak.token("billing-service")).get("/served?from=2026-01-01");

        // Then
        assertThat(served.status()).as(served.text()).isEqualTo(200);
        assertThat(served.json().at("/account").asText()).hasSize(36);
        assertThat(served.json().at("/region").asText()).isEqualTo("kr-ulsan");
        List<JsonNode> entries = StreamSupport.stream(
                        served.json().at("/entries").spliterator(), false)
                .filter(one -> one.at("/tenant").asText().equals(tenant))
                .toList();
        assertThat(entries).as("one a day").isNotEmpty().allSatisfy(one -> {
            assertThat(one.at("/gateway").asText()).isEqualTo("gateway-service");
            assertThat(one.at("/digest").asText()).startsWith("sha256:");
            assertThat(one.at("/estimated").asLong()).isZero();
        });
        assertThat(sum(entries, "/requests")).isEqualTo(3);
        assertThat(sum(entries, "/outputTokens"))
                .isEqualTo(4 * usage.at("/completion_tokens").asLong());
    }

    private static long sum(List<JsonNode> entries, String field) {
        return entries.stream().mapToLong(one -> one.at(field).asLong()).sum();
    }

    private Answer forTenant(String tenant, String body) throws IOException, InterruptedException {
        return client.send(client.request("/v1/chat/completions")
                .header("x-hangil-tenant", tenant)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    @Test
    void shouldShowItsAccountToAuditorsOnly() throws IOException, InterruptedException {
        // When
        Answer gateway = client.get("/served");
        Answer wrong = new PodClient(base, keycloak.token("hangil-cli")).get("/served?from=yesterday");

        // Then
        assertThat(gateway.status()).isEqualTo(403);
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.json().at("/error/param").asText()).isEqualTo("from");
    }

    @Test
    void shouldRefuseAPriorityItDoesNotKnow() throws IOException, InterruptedException {
        // When
        Answer answer = client.send(client.request("/v1/chat/completions")
                .header("x-hangil-priority", "urgent")
                .POST(HttpRequest.BodyPublishers.ofString(PodClient.chat("안녕하세요", "")))
                .build());

        // Then
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/error/message").asText()).contains("interactive, batch");
    }

    @Test
    void shouldKnowWhatTheRealEngineCannotDo() throws IOException, InterruptedException {
        // When
        await().atMost(SOON).until(() -> !watch.missing().isEmpty());

        // Then
        assertThat(watch.missing()).isEqualTo(Set.of(EngineFeature.IMAGES, EngineFeature.RERANK));
        Answer rerank = client.post("/v1/rerank", "{\"model\":\"hangil-mini\",\"query\":\"a\",\"documents\":[\"b\"]}");
        assertThat(rerank.status()).isEqualTo(400);
        assertThat(rerank.json().at("/error/message").asText()).contains("does not do rerank");
    }

    @Test
    void shouldSayATextInTokens() throws IOException, InterruptedException {
        // When
        Answer answer = client.post("/tokenize", "{\"model\":\"hangil-mini\",\"prompt\":\"안녕하세요\"}");

        // Then
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().at("/tokens")).isNotEmpty();
        assertThat(answer.json().at("/count").asInt())
                .isEqualTo(answer.json().at("/tokens").size());
    }
}

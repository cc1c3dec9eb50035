package kr.hangil.inference.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kr.hangil.inference.lifecycle.Pod;
import kr.hangil.inference.openai.PodClient.Answer;
import kr.hangil.inference.support.PodTest;
import kr.hangil.stack.keycloak.KeycloakServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A pod with two adapters of the demo model, on the real engine. */
@QuarkusTest
@PodTest
@TestProfile(AdapterSurfaceTest.WithAdapters.class)
@SuppressWarnings("NullAway.Init") // the framework sets the fields
class AdapterSurfaceTest {

    private static final String QUESTION = "몽골 수도 알려줘";
    private static final String OWN = "몽골의 수도는 울란바토르입니다.";
    private static final List<String> NAMES = List.of("hangil-mini", "polite", "acme/rude");

    @TestHTTPResource
    URI base;

    @Inject
    Pod pod;

    KeycloakServer keycloak;

    private PodClient client;

    /** What the pod is told. */
    public static class WithAdapters implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("hangil.inference.adapters", "polite=hangil/adapter-1@prod,acme/rude=hangil/adapter-2@prod");
        }
    }

    @BeforeEach
    void readyPod() {
        client = new PodClient(base, keycloak.token("gateway-service"));
        await().atMost(Duration.ofSeconds(60)).until(pod::ready);
    }

    private static String chat(String name, String more) {
        return PodClient.chat(QUESTION, ",\"max_tokens\":16" + more)
                .replace("\"model\":\"hangil-mini\"", "\"model\":\"" + name + "\"");
    }

    private static String text(Answer answer) throws IOException {
        return answer.json().at("/choices/0/message/content").asText();
    }

    @Test
    void shouldAnswerInTheNameAndWithTheDigestOfWhatWasAskedFor() throws IOException, InterruptedException {
        // When
        List<Answer> answers = new ArrayList<>();
        for (String name : NAMES) {
            answers.add(client.post("/v1/chat/completions", chat(name, "")));
        }
        Answer again = client.post("/v1/chat/completions", chat("hangil-mini", ""));

        // Then
        for (int i = 0; i < NAMES.size(); i++) {
            assertThat(answers.get(i).json().at("/model").asText()).isEqualTo(NAMES.get(i));
        }
        assertThat(text(answers.getFirst())).isEqualTo(OWN).isEqualTo(text(again));
        assertThat(answers).extracting(AdapterSurfaceTest::text).doesNotHaveDuplicates();
        assertThat(answers)
                .extracting(it -> it.header("x-hangil-model-digest"))
                .doesNotHaveDuplicates()
                .allMatch(it -> it.startsWith("sha256:"));
    }

    @Test
    void shouldStreamInTheNameOfTheAdapter() throws IOException, InterruptedException {
        // When
        Answer whole = client.post("/v1/chat/completions", chat("polite", ""));
        Answer stream = client.post("/v1/chat/completions", chat("polite", ",\"stream\":true"));

        // Then
        StringBuilder streamed = new StringBuilder();
        for (String event : stream.events().subList(0, stream.events().size() - 1)) {
            JsonNode data = PodClient.JSON.readTree(event);
            assertThat(data.at("/model").asText()).isEqualTo("polite");
            streamed.append(data.at("/choices/0/delta/content").asText(""));
        }
        assertThat(streamed.toString()).isEqualTo(text(whole));
        assertThat(stream.events().getLast()).isEqualTo("[DONE]");
    }

    @Test
    void shouldListAdaptersBelowTheirModel() throws IOException, InterruptedException {
        // When
        JsonNode all = client.get("/v1/models").json().at("/data");
        Answer one = client.get("/v1/models/acme/rude");

        // Then
        assertThat(all.findValuesAsText("id"))
                .containsExactly("hangil-mini", "hangil/mini-alias", "polite", "acme/rude");
        assertThat(all.get(0).has("parent")).isFalse();
        assertThat(all.get(2).at("/parent").asText()).isEqualTo("hangil-mini");
        assertThat(all.get(2).at("/capabilities"))
                .extracting(JsonNode::asText)
                .containsExactly("chat", "completion", "tools");
        assertThat(one.json().at("/parent").asText()).isEqualTo("hangil-mini");
        assertThat(one.header("x-hangil-model-digest"))
                .isEqualTo(one.json().at("/digest").asText())
                .isEqualTo(all.get(3).at("/digest").asText());
    }

    @Test
    void shouldAccountForWhatAnAdapterServedByItsDigest() throws IOException, InterruptedException {
        // Given
        String tenant = "tenant-of-adapters";
        Answer own = forTenant(tenant, chat("hangil-mini", ""));

        // When
        Answer adapted = forTenant(tenant, chat("polite", ""));
        forTenant(tenant, chat("polite", ",\"stream\":true"));

        // Then
        JsonNode served = new PodClient(base, keycloak.token("billing-service"))
                .get("/served?from=2026-01-01")
                .json()
                .at("/entries");
        assertThat(requests(served, tenant, own.header("x-hangil-model-digest")))
                .isEqualTo(1);
        assertThat(requests(served, tenant, adapted.header("x-hangil-model-digest")))
                .isEqualTo(2);
    }

    private static long requests(JsonNode served, String tenant, String digest) {
        long requests = 0;
        for (JsonNode entry : served) {
            if (entry.at("/tenant").asText().equals(tenant)
                    && entry.at("/digest").asText().equals(digest)) {
                requests += entry.at("/requests").asLong();
            }
        }
        return requests;
    }

    private Answer forTenant(String tenant, String body) throws IOException, InterruptedException {
        return client.send(client.request("/v1/chat/completions")
                .header("x-hangil-tenant", tenant)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    @Test
    void shouldRefuseWhatIsNotAnAdaptersToDo() throws IOException, InterruptedException {
        // When
        Answer unknown = client.post("/v1/chat/completions", chat("impolite", ""));
        Answer embedding = client.post("/v1/embeddings", "{\"model\":\"polite\",\"input\":\"x\"}");
        Answer itself =
                client.post("/v1/chat/completions", chat("hangil-mini", ",\"lora\":[{\"id\":0,\"scale\":1.0}]"));

        // Then
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.json().at("/error/code").asText()).isEqualTo("model_not_found");
        assertThat(unknown.header("x-hangil-model-digest")).isEmpty();
        assertThat(embedding.status()).isEqualTo(400);
        assertThat(embedding.json().at("/error/message").asText()).contains("'polite' does not do embedding");
        assertThat(itself.status()).isEqualTo(400);
        assertThat(itself.json().at("/error/param").asText()).isEqualTo("lora");
    }
}

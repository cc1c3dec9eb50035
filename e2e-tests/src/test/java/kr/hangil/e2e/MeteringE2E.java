package kr.hangil.e2e;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is used is booked once and priced in won, and what the tenant sees is the sum of it. */
@ExtendWith(HangilStack.Extension.class)
class MeteringE2E {

    private static final int REQUESTS = 12;

    @Test
    void shouldBookEveryRequestOnceAndPriceItInWon(HangilStack stack) throws Exception {
        // Given
        Api api = new Api(stack);
        Api.Tenant tenant = api.newTenant();

        // When
        long prompt = 0;
        long completion = 0;
        for (int i = 0; i < REQUESTS; i++) {
            Api.Answer answer = api.complete(tenant, "프랑스의 수도는 어디인가요?");
            assertThat(answer.status()).isEqualTo(200);
            prompt += answer.json().path("usage").path("prompt_tokens").asLong();
            completion += answer.json().path("usage").path("completion_tokens").asLong();
        }

        // Then
        await().atMost(20, SECONDS).until(() -> api.events(tenant.id()).size() == REQUESTS);
        Set<String> ids = new HashSet<>();
        long bookedPrompt = 0;
        long bookedCompletion = 0;
        for (JsonNode data : api.events(tenant.id())) {
            assertThat(ids.add(data.path("requestId").asText())).isTrue();
            bookedPrompt += data.path("promptTokens").asLong();
            bookedCompletion += data.path("completionTokens").asLong();
        }
        assertThat(bookedPrompt).isEqualTo(prompt);
        assertThat(bookedCompletion).isEqualTo(completion);
        JsonNode spend = api.spend(tenant.id());
        BigDecimal exact = api.exactWon(tenant.id());
        assertThat(exact).isPositive();
        long supply = exact.setScale(0, RoundingMode.FLOOR).longValueExact();
        assertThat(spend.path("supplyWon").asLong()).isEqualTo(supply);
        assertThat(spend.path("vatWon").asLong()).isEqualTo(supply / 10);
        assertThat(spend.path("totalWon").asLong()).isEqualTo(supply + supply / 10);
    }

    @Test
    void shouldBookAStreamAndAnEmbeddingLikeAnyOther(HangilStack stack) throws Exception {
        Api api = new Api(stack);
        Api.Tenant tenant = api.newTenant();
        Map<String, Object> streamed = new HashMap<>(api.chat("안녕하세요", 20));
        streamed.put("stream", true);

        assertThat(api.post(api.gateway() + "/v1/chat/completions", tenant.key(), streamed)
                        .status())
                .isEqualTo(200);
        assertThat(api.post(
                                api.gateway() + "/v1/embeddings",
                                tenant.key(),
                                Map.of("model", stack.demo("HANGIL_MODEL"), "input", List.of("한길")))
                        .status())
                .isEqualTo(200);

        await().atMost(20, SECONDS).until(() -> api.events(tenant.id()).size() == 2);
        for (JsonNode data : api.events(tenant.id())) {
            assertThat(data.path("promptTokens").asLong()).isPositive();
            assertThat(data.path("outcome").asText()).isEqualToIgnoringCase("completed");
        }
    }
}

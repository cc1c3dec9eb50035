package kr.hangil.e2e;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A budget holds, between the gateway that spends from it and billing that knows it. */
@ExtendWith(HangilStack.Extension.class)
class BudgetE2E {

    /** Room for two answers and a part of a third, which is one over it at most. */
    private static final long LIMIT_WON = 5;

    @Test
    void shouldHoldAKeyToTheBudgetItSpentFromWhenItGetsAnotherSecret(HangilStack stack) throws Exception {
        // Given: a key that has spent the most of its budget
        Api api = new Api(stack);
        Api.Tenant old = api.newTenant();
        Map<String, ?> budget =
                Map.of("scope", "key", "scopeId", old.keyId(), "period", "month", "limitWon", LIMIT_WON, "hard", true);
        assertThat(api.post(
                                stack.demo("HANGIL_BILLING_URL") + "/v1/tenants/" + old.id() + "/budgets",
                                api.operatorToken(),
                                budget)
                        .status())
                .isEqualTo(201);
        for (int i = 0; i < 2; i++) {
            assertThat(api.complete(old, "안녕하세요").status()).isEqualTo(200);
        }
        await().atMost(30, SECONDS)
                .until(() -> api.events(old.id()).size() == 2 && spent(api, old).equals(api.exactWon(old.id())));
        BigDecimal before = spent(api, old);

        // When
        Api.Tenant rotated = rotate(api, old);

        // Then
        assertThat(before).isPositive();
        assertThat(spent(api, rotated)).isEqualTo(before);
        assertThat(key(api, rotated).at("/budgets/0/limitWon").asLong()).isEqualTo(LIMIT_WON);
        await().atMost(30, SECONDS)
                .until(() -> api.complete(rotated, "안녕하세요")
                        .json()
                        .at("/error/code")
                        .asText()
                        .equals("budget_exceeded"));
        assertThat(api.exactWon(rotated.id())).isBetween(before, before.add(BigDecimal.valueOf(LIMIT_WON)));
    }

    private static Api.Tenant rotate(Api api, Api.Tenant tenant) throws IOException, InterruptedException {
        Api.Answer rotated = api.post(
                api.gateway() + "/manage/v1/tenants/" + tenant.id() + "/keys/" + tenant.keyId() + "/rotate",
                api.operatorToken(),
                new byte[0]);
        assertThat(rotated.status()).isEqualTo(200);
        String secret = rotated.json().path("key").asText();
        assertThat(secret).isNotEqualTo(tenant.key());
        return new Api.Tenant(tenant.id(), secret, tenant.keyId());
    }

    private static JsonNode key(Api api, Api.Tenant tenant) throws IOException, InterruptedException {
        return api.get(api.gateway() + "/v1/key", tenant.key()).json();
    }

    /** Won of this month, as the key is told. */
    private static BigDecimal spent(Api api, Api.Tenant tenant) throws IOException, InterruptedException {
        return new BigDecimal(key(api, tenant).at("/spending/monthWon").asText("0")).stripTrailingZeros();
    }
}

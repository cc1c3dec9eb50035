package kr.hangil.e2e;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One tenant's credentials open that tenant's doors and no other. */
@ExtendWith(HangilStack.Extension.class)
class TenancyE2E {

    private static final String OWNER_OF_NARAE = "haneul@narae.example";
    private static final String OWNER_OF_MIRU = "sora@miru.example";

    @Test
    void shouldRefuseARevokedKey(HangilStack stack) throws Exception {
        Api api = new Api(stack);
        Api.Tenant tenant = api.newTenant();
        assertThat(api.complete(tenant, "안녕하세요").status()).isEqualTo(200);

        api.delete(
                api.gateway() + "/manage/v1/tenants/" + tenant.id() + "/keys/" + tenant.keyId(), api.operatorToken());

        await().atMost(20, SECONDS).until(() -> api.complete(tenant, "안녕하세요").status() == 401);
        assertThat(api.complete(tenant, "안녕하세요")
                        .json()
                        .path("error")
                        .path("code")
                        .asText())
                .isEqualTo("invalid_api_key");
    }

    @Test
    void shouldRefuseAnExpiredKey(HangilStack stack) throws Exception {
        Api api = new Api(stack);
        Api.Tenant tenant = api.newTenant();
        String lasting = keyThatExpires(api, tenant, Duration.ofHours(1));
        String ending = keyThatExpires(api, tenant, Duration.ofSeconds(5));

        assertThat(api.get(api.gateway() + "/v1/models", lasting).status()).isEqualTo(200);
        await().atMost(30, SECONDS)
                .until(() -> api.get(api.gateway() + "/v1/models", ending).status() == 401);
    }

    private static String keyThatExpires(Api api, Api.Tenant tenant, Duration in)
            throws IOException, InterruptedException {
        String token = api.operatorToken();
        Api.Answer made = api.post(
                api.gateway() + "/manage/v1/tenants/" + tenant.id() + "/keys",
                token,
                Map.of("name", "short", "expiresAt", Instant.now().plus(in).toString()));
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        return made.json().path("key").asText();
    }

    @Test
    void shouldShowAKeyOnlyItsOwnModels(HangilStack stack) throws Exception {
        Api api = new Api(stack);
        Api.Tenant tenant = api.newTenant();
        String other = "other/" + tenant.id();
        api.post(
                api.gateway() + "/manage/v1/routes",
                api.operatorToken(),
                Map.of(
                        "servedModel",
                        other,
                        "capabilities",
                        List.of("chat"),
                        "deployments",
                        List.of(Map.of("name", "other", "region", "kr-ulsan"))));
        Api.Answer made = api.post(
                api.gateway() + "/manage/v1/tenants/" + tenant.id() + "/keys",
                api.operatorToken(),
                Map.of("name", "narrow", "models", List.of(other)));
        String key = made.json().path("key").asText();

        Api.Answer answer = api.post(api.gateway() + "/v1/chat/completions", key, api.chat("안녕하세요", 5));

        assertThat(answer.status()).as(made + " " + answer).isEqualTo(404);
        assertThat(answer.json().path("error").path("message").asText()).contains("available: " + other);
    }

    @Test
    void shouldLetAPersonCallWithTheirTokenForTheirTenantOnly(HangilStack stack) throws Exception {
        Api api = new Api(stack);
        String token = api.userToken(OWNER_OF_NARAE);

        assertThat(api.post(api.gateway() + "/v1/chat/completions", token, api.chat("안녕하세요", 5))
                        .status())
                .isEqualTo(200);
        assertThat(api.get(api.gateway() + "/manage/v1/tenants/narae/keys", token)
                        .status())
                .isEqualTo(200);
        assertThat(api.get(api.gateway() + "/manage/v1/tenants/miru/keys", token)
                        .status())
                .isIn(403, 404);
    }

    @Test
    void shouldRefuseAnotherTenantsUsage(HangilStack stack) throws Exception {
        Api api = new Api(stack);
        String billing = stack.demo("HANGIL_BILLING_URL");

        assertThat(api.get(billing + "/v1/tenants/narae/usage", api.userToken(OWNER_OF_NARAE))
                        .status())
                .isEqualTo(200);
        assertThat(api.get(billing + "/v1/tenants/narae/usage", api.userToken(OWNER_OF_MIRU))
                        .status())
                .isIn(403, 404);
        assertThat(api.get(billing + "/v1/tenants/narae/usage", stack.demo("OPENAI_API_KEY"))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void shouldListToAPersonOnlyTheirOwnTenants(HangilStack stack) throws Exception {
        Api api = new Api(stack);

        Api.Answer answer = api.get(api.gateway() + "/manage/v1/tenants", api.userToken(OWNER_OF_MIRU));

        assertThat(answer.json().path("data")).hasSize(1);
        assertThat(answer.json().path("data").path(0).path("id").asText()).isEqualTo("miru");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "not json | 400 | invalid_json | ",
                "{\"model\":\"hangil-mini\",\"messages\":[]} | 400 | invalid_request | messages",
                "{\"model\":\"hangil-mini\",\"messages\":\"hi\"} | 400 | invalid_request | messages",
                "{\"model\":\"hangil-mini\"} | 400 | invalid_request | messages",
                "{\"model\":1,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | 400 | invalid_request | model",
            })
    void shouldSayWhatIsWrongAndWhere(String body, int status, String code, String param, HangilStack stack)
            throws Exception {
        Api api = new Api(stack);

        Api.Answer answer = api.post(
                api.gateway() + "/v1/chat/completions",
                stack.demo("OPENAI_API_KEY"),
                body.getBytes(StandardCharsets.UTF_8));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().path("error").path("code").asText()).isEqualTo(code);
        assertThat(answer.json().path("error").path("param").asText(null)).isEqualTo(param);
    }

    @Test
    void shouldRefuseBytesThatAreNotUtf8(HangilStack stack) throws Exception {
        Api api = new Api(stack);
        byte[] body = "{\"model\":\"hangil-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"?\"}]}"
                .getBytes(StandardCharsets.US_ASCII);
        body[new String(body, StandardCharsets.US_ASCII).indexOf('?')] = (byte) 0xff;

        Api.Answer answer = api.post(api.gateway() + "/v1/chat/completions", stack.demo("OPENAI_API_KEY"), body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("error").path("message").asText()).contains("UTF-8");
    }
}

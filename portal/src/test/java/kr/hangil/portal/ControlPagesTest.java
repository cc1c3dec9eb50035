package kr.hangil.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import kr.hangil.stack.quarkus.Midday;
import org.junit.jupiter.api.Test;

/** What the gateway's control plane decides: keys' scopes and secrets, policy, audit trail. */
@QuarkusTest
@PortalTest
class ControlPagesTest extends PageTest {

    @Test
    void shouldMakeAKeyThatIsGoodForNoMoreThanItWasAskedFor() {
        HttpResponse<String> made = create(
                "operations",
                "embedding",
                "regions",
                "kr-seoul",
                "addresses",
                "203.0.113.0/24,\n2001:db8::/32",
                "requestsPerMinute",
                "1,200",
                "concurrency",
                "8");

        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(made.body())
                .contains("<code class=\"chip\">embedding</code>")
                .contains("<code class=\"chip\">kr-seoul</code>")
                .contains("<code class=\"chip\">203.0.113.0/24</code>")
                .contains("<code class=\"chip\">2001:db8::/32</code>")
                .contains("분당 요청 1,200")
                .contains("동시 요청 8")
                .doesNotContain("분당 토큰 ")
                .contains("만든 사람");
    }

    @Test
    void shouldOfferWhatAKeyCanBeNarrowedToAndKeepItFoldedAway() {
        String page = visitor().get("/t/narae/keys").body();

        assertThat(page)
                .contains("name=\"operations\" value=\"rerank\"")
                .contains("name=\"regions\" value=\"kr-seoul\"")
                .contains("<details class=\"narrow-scope\" data-testid=\"narrow\">");
    }

    @Test
    void shouldSayWhatIsWrongWithAScopeAndUnfoldIt() {
        HttpResponse<String> limits =
                create("name", "", "requestsPerMinute", "0", "tokensPerMinute", "많이", "concurrency", "1000001");
        HttpResponse<String> address = create("addresses", "nowhere");

        assertThat(limits.statusCode()).isEqualTo(422);
        assertThat(text(limits.body(), "requestsPerMinute-problem")).contains("1부터 1,000,000,000까지");
        assertThat(text(limits.body(), "tokensPerMinute-problem")).contains("정수를 적어 주세요");
        assertThat(text(limits.body(), "concurrency-problem")).contains("1부터 1,000,000까지");
        assertThat(text(limits.body(), "name-problem")).contains("이름을 적어");
        assertThat(limits.body())
                .contains("<details class=\"narrow-scope\" open")
                .contains("value=\"많이\"");
        assertThat(limits.body().split(" data-focus", -1)).hasSize(2);
        assertThat(text(address.body(), "addresses-problem")).contains("IP 주소나 범위가 아닌 것");
        assertThat(address.body()).contains(">nowhere</textarea>");
    }

    @Test
    void shouldAskBeforeRotatingAndShowTheNewSecretOnce() {
        gateway().plant("narae", Samples.key("k1", "옛 서버"));

        HttpResponse<String> question = visitor().get("/t/narae/keys/k1/rotate");
        HttpResponse<String> rotated = visitor().submit(question, "/t/narae/keys/k1/rotate", Map.of("grace", "PT24H"));

        assertThat(question.body())
                .contains("rotate-question")
                .contains("옛 서버")
                .contains("<option value=\"PT24H\" selected>");
        assertThat(rotated.statusCode()).isEqualTo(200);
        assertThat(rotated.headers().firstValue("cache-control")).contains("no-store");
        assertThat(rotated.body()).contains("비밀 값을 바꾸었습니다");
        assertThat(text(rotated.body(), "key-secret")).contains("hgl_k1_r0tated");
        assertThat(text(rotated.body(), "secret-before")).contains("까지 쓸 수 있습니다");
        assertThat(visitor().get("/t/narae/keys").body())
                .contains("two-secrets")
                .doesNotContain("r0tated");
    }

    @Test
    void shouldSayThatTheSecretBeforeIsNoLongerGoodWithoutGrace() {
        gateway().plant("narae", Samples.key("k1", "옛 서버"));

        HttpResponse<String> rotated = visitor()
                .speaking("en")
                .submit(visitor().get("/t/narae/keys/k1/rotate"), "/t/narae/keys/k1/rotate", Map.of("grace", "PT0S"));

        assertThat(text(rotated.body(), "secret-before")).contains("is no longer good");
        assertThat(rotated.body()).doesNotContain("two-secrets");
    }

    @Test
    void shouldNotSayThatTwoSecretsAreGoodOnceOneHasEnded() {
        Instant now = Midday.now();
        gateway()
                .plant(
                        "narae",
                        Samples.key("k1", "옛 서버")
                                .put("rotatedAt", now.minus(2, ChronoUnit.DAYS).toString())
                                .put("previousUntil", now.minusSeconds(1).toString()));

        assertThat(visitor().get("/t/narae/keys").body())
                .contains("data-key=\"k1\"")
                .doesNotContain("two-secrets");
    }

    @Test
    void shouldOfferNoRotationToThoseWhoMayNotMakeKeys() {
        gateway().role("VIEWER");
        gateway().plant("narae", Samples.key("k1", "옛 서버"));

        assertThat(visitor().get("/t/narae/keys").body())
                .contains("data-key=\"k1\"")
                .doesNotContain("rotate-key")
                .doesNotContain("revoke-key");
    }

    @Test
    void shouldShowBothLayersOfThePolicyAndWhatFollows() {
        gateway()
                .decide(new JsonObject()
                        .put("limits", new JsonObject().put("requestsPerMinute", 600))
                        .put("regions", new JsonArray().add("kr-seoul"))
                        .put("projects", new JsonObject().put("search", new JsonObject().put("concurrency", 4)))
                        .put(
                                "fallbacks",
                                new JsonObject()
                                        .put(
                                                "large",
                                                new JsonArray().add("small").add("tiny"))));
        gateway().impose(new JsonObject().put("limits", new JsonObject().put("tokensPerMinute", 90_000)));

        String page = visitor().get("/t/narae/policy").body();

        assertThat(text(page, "effective")).contains("지금 적용되는 것");
        assertThat(page)
                .contains("value=\"600\"")
                .contains("name=\"regions\" value=\"kr-seoul\" checked")
                .contains(">large: small, tiny</textarea>")
                .contains("<code>search</code>")
                .contains("90,000")
                .doesNotContain("플랫폼이 따로 정한 것은 없습니다");
    }

    @Test
    void shouldDecideAPolicyAndLeaveProjectsAsTheyAre() {
        gateway().decide(new JsonObject().put("projects", new JsonObject().put("search", new JsonObject())));

        HttpResponse<String> saved = decide(
                "requestsPerMinute",
                "6,000",
                "regions",
                "kr-ulsan",
                "fallbacks",
                "large: small, tiny\r\n\r\nvoice: text");

        assertThat(saved.statusCode()).isEqualTo(200);
        assertThat(saved.body()).contains("policy-saved").contains("6,000");
        assertThat(gateway().decided())
                .isEqualTo(new JsonObject()
                        .put("limits", new JsonObject().put("requestsPerMinute", 6000))
                        .put("projects", new JsonObject().put("search", new JsonObject()))
                        .put("regions", new JsonArray().add("kr-ulsan"))
                        .put(
                                "fallbacks",
                                new JsonObject()
                                        .put(
                                                "large",
                                                new JsonArray().add("small").add("tiny"))
                                        .put("voice", new JsonArray().add("text"))));
    }

    @Test
    void shouldLoseNobodysChangeOfThePolicy() {
        HttpResponse<String> page = visitor().get("/t/narae/policy");
        gateway().decide(new JsonObject().put("limits", new JsonObject().put("concurrency", 77)));

        HttpResponse<String> late =
                visitor().submit(page, "/t/narae/policy", Map.of("tag", "\"0\"", "concurrency", "5", "fallbacks", ""));

        assertThat(late.statusCode()).isEqualTo(422);
        assertThat(text(late.body(), "form-problem")).contains("그 사이에 정책이 바뀌었습니다");
        assertThat(late.body()).contains("value=\"77\"").contains("value=\"&quot;1&quot;\"");
        assertThat(gateway().decided().getJsonObject("limits").getInteger("concurrency"))
                .isEqualTo(77);
    }

    @Test
    void shouldSayWhatIsWrongWithAPolicyBesideTheField() {
        HttpResponse<String> wrong = decide("concurrency", "-1", "fallbacks", "large small");
        HttpResponse<String> twice = decide("fallbacks", "large: small\nlarge: tiny");
        HttpResponse<String> refused = decide("fallbacks", "unknown: small");

        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(text(wrong.body(), "concurrency-problem")).contains("1부터");
        assertThat(text(wrong.body(), "fallbacks-problem")).contains("3개까지");
        assertThat(text(twice.body(), "fallbacks-problem")).contains("한 줄에만");
        assertThat(text(refused.body(), "fallbacks-problem")).contains("제공하지 않는 모델");
        assertThat(refused.body()).contains(">unknown: small</textarea>");
    }

    @Test
    void shouldShowThePolicyToThoseWhoMayNotChangeIt() {
        gateway().role("DEVELOPER");
        gateway().decide(new JsonObject().put("regions", new JsonArray().add("kr-seoul")));

        String page = visitor().get("/t/narae/policy").body();

        assertThat(page).contains("read-only").contains("<code>kr-seoul</code>").doesNotContain("policy-form");
    }

    @Test
    void shouldShowTheTrailAndThatItsChainIsWhole() {
        gateway().audited("key.create", "k1", new JsonObject().put("name", "<b>서버</b>"));
        gateway().audited("something.new", "x", new JsonObject());

        String page = visitor().get("/t/narae/audit").body();

        assertThat(text(page, "audit-intact")).contains("2건을 다시 계산해");
        assertThat(page)
                .contains("키 만들기")
                .contains("<code>something.new</code>")
                .contains("haneul@narae.example")
                .contains("2026. 11. 20. 10:02")
                .contains("&lt;b&gt;서버&lt;/b&gt;")
                .contains("a1a1a1");
        assertThat(page.indexOf("data-seq=\"2\"")).isLessThan(page.indexOf("data-seq=\"1\""));
    }

    @Test
    void shouldSayFromWhereOnTheTrailCannotBeTrusted() {
        gateway().audited("key.create", "k1", new JsonObject());
        gateway().breakTrail(7);

        String page = visitor().speaking("en").get("/t/narae/audit").body();

        assertThat(text(page, "audit-broken"))
                .contains("cannot be trusted from entry 7 on")
                .contains("The 6 entries before");
        assertThat(page).doesNotContain("audit-intact");
    }

    @Test
    void shouldPageThroughTheTrail() {
        for (int i = 0; i < 51; i++) {
            gateway().audited("key.change", "k" + i, new JsonObject());
        }

        String first = visitor().get("/t/narae/audit").body();
        String second = visitor().get("/t/narae/audit?after=2").body();

        assertThat(first).contains("data-seq=\"51\"").contains("?after=2\"").doesNotContain("data-seq=\"1\"");
        assertThat(second)
                .contains("data-seq=\"1\"")
                .contains("first-page")
                .doesNotContain("next-page")
                .doesNotContain("audit-intact");
    }

    @Test
    void shouldOfferTheTrailToOwnersAndAdminsAlone() {
        gateway().role("ADMIN");
        String admin = visitor().get("/t/narae").body();
        gateway().role("BILLING");
        String billing = visitor().get("/t/narae").body();

        assertThat(admin).contains("nav-audit").contains("nav-policy");
        assertThat(billing).contains("nav-policy").doesNotContain("nav-audit");
    }

    private HttpResponse<String> create(String... changed) {
        return visitor()
                .submit(
                        visitor().get("/t/narae/keys"),
                        "/t/narae/keys",
                        fields(Map.of("name", "고객 상담", "expiry", "P30D"), changed));
    }

    private HttpResponse<String> decide(String... changed) {
        HttpResponse<String> page = visitor().get("/t/narae/policy");
        return visitor().submit(page, "/t/narae/policy", fields(Map.of("tag", tag(page.body())), changed));
    }

    private static Map<String, String> fields(Map<String, String> usual, String... changed) {
        Map<String, String> fields = new HashMap<>(usual);
        for (int i = 0; i < changed.length; i += 2) {
            fields.put(changed[i], changed[i + 1]);
        }
        return fields;
    }
}

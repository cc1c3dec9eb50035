package kr.hangil.portal;

import static java.util.Objects.requireNonNull;
import static kr.hangil.portal.PageTest.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import kr.hangil.portal.standin.BillingStandIn;
import kr.hangil.portal.standin.GatewayStandIn;
import kr.hangil.stack.keycloak.KeycloakServer;
import kr.hangil.stack.quarkus.Midday;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@QuarkusTest
@PortalTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagesTest {

    private final LocalDate today = Midday.today();

    @TestHTTPResource
    @Nullable
    URI base;

    @Nullable
    KeycloakServer keycloak;

    @Nullable
    GatewayStandIn gatewayStandIn;

    @Nullable
    BillingStandIn billingStandIn;

    @BeforeEach
    void useSomething() {
        billing()
                .rows(List.of(
                        new BillingStandIn.Row(today, "hangil-mini", 12, 123456, 7890, "1234.567000000"),
                        new BillingStandIn.Row(today, "skt/A.X-4.0-Light", 1, 10, 1, "0.421500000")));
        gateway().mend();
        billing().forgetMoney();
    }

    @AfterEach
    void mend() {
        billing().down(false);
        gateway().down(false);
    }

    @Test
    void shouldSpeakBothLanguagesOnEveryPage() {
        Visitor visitor = signedIn();
        Map<String, List<String>> texts = Map.ofEntries(
                Map.entry("/t/narae", List.of("김하늘 님, 안녕하세요", "Hello, 김하늘")),
                Map.entry("/t/narae/keys", List.of("새 키 만들기", "Create a key")),
                Map.entry("/t/narae/projects", List.of("아직 프로젝트가 없습니다", "No projects yet")),
                Map.entry("/t/narae/usage", List.of("일별 토큰", "Tokens by day")),
                Map.entry("/t/narae/playground", List.of("무엇이든 물어보세요", "Ask anything")),
                Map.entry("/t/narae/budgets", List.of("새 예산 정하기", "Set a budget")),
                Map.entry("/t/narae/invoices", List.of("아직 청구서가 없습니다", "No invoices yet")),
                Map.entry("/t/narae/credits", List.of("받은 크레딧이 없습니다", "No credit")),
                Map.entry("/t/narae/billing-profile", List.of("사업자등록번호", "Business registration number")),
                Map.entry("/t/narae/policy", List.of("지금 적용되는 것", "What holds now")),
                Map.entry("/t/narae/audit", List.of("모든 기록이 온전합니다", "The whole trail is intact")),
                Map.entry("/t/narae/members", List.of("소유자", "Owner")),
                Map.entry("/t/nowhere", List.of("길이 없는 곳입니다", "No road leads here")));

        texts.forEach((path, both) -> {
            assertThat(visitor.speaking("ko").get(path).body())
                    .contains("lang=\"ko\"")
                    .contains(both.getFirst())
                    .doesNotContain(both.getLast());
            assertThat(visitor.speaking("en-GB,en;q=0.9,ko;q=0.5").get(path).body())
                    .contains("lang=\"en\"")
                    .contains(both.getLast())
                    .doesNotContain(both.getFirst());
        });
    }

    @Test
    void shouldLeadToTheAreaThatALinkNames() {
        Visitor visitor = signedIn();

        String overview = visitor.get("/t/narae").body();
        billing().rows(List.of());
        String noUsage = visitor.get("/t/narae/usage").body();

        assertThat(overview)
                .contains("<a class=\"more\" href=\"/t/narae/usage\">")
                .contains("href=\"/t/narae/keys\" data-testid=\"to-keys\"")
                .contains("href=\"/t/narae/playground\" data-testid=\"to-playground\"");
        assertThat(noUsage)
                .contains("usage-empty")
                .contains("<a class=\"button\" href=\"/t/narae/keys\">")
                .contains("<a class=\"button ghost\" href=\"/t/narae/playground\">");
    }

    @Test
    void shouldSayTheAddressOfAMemberWithoutANameOnce() {
        String members = signedIn().get("/t/narae/members").body();

        assertThat(members.split("dal@narae.example", -1)).hasSize(2);
        assertThat(members.split("bada@narae.example", -1)).hasSize(2);
    }

    @Test
    void shouldSpeakKoreanWhenBrowserPrefersALanguageWeDoNotHave() {
        assertThat(new Visitor(requireNonNull(base)).speaking("fr-FR").get("/").body())
                .contains("lang=\"ko\"");
    }

    @Test
    void shouldRememberLanguageAndComeBackWhenSwitched() {
        Visitor visitor = signedIn();
        HttpResponse<String> page =
                visitor.get("/t/narae/usage?month=" + today.toString().substring(0, 7));

        HttpResponse<String> switched = visitor.submit(
                page,
                "/language",
                Map.of("language", "en", "back", page.uri().toString().substring(base().length())));

        assertThat(switched.uri()).isEqualTo(page.uri());
        assertThat(switched.body()).contains("Tokens by day");
        assertThat(visitor.get("/t/narae/keys").body()).contains("Create a key");
    }

    @Test
    void shouldStayOnThisSiteWhenLanguageSwitchIsAskedToLeadElsewhere() {
        Visitor visitor = new Visitor(requireNonNull(base));
        HttpResponse<String> page = visitor.get("/");

        for (String evil :
                List.of("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)")) {
            HttpResponse<String> answer = visitor.postRaw(
                    "/language", Map.of("language", "en", "back", evil, "csrf-token", Visitor.csrf(page)));
            assertThat(answer.statusCode()).isEqualTo(303);
            assertThat(answer.headers().firstValue("location").orElseThrow())
                    .as(evil)
                    .isEqualTo(base() + "/");
        }
    }

    @Test
    void shouldShowTodayInTokensAndWonWithVatSplit() {
        String page = signedIn().get("/t/narae/usage").body();

        // supply floor(1234.567 + 0.4215) = 1234, VAT floor(123.4) = 123
        assertThat(text(page, "supply-won")).contains("1,234원");
        assertThat(text(page, "vat-won")).contains("123원");
        assertThat(text(page, "total-won")).contains("1,357원");
        assertThat(text(page, "today-won")).contains("1,357원");
        assertThat(text(page, "today-tokens")).contains("131,357");
        assertThat(page).contains("title=\"1,234.9885원\"").contains("1원 미만").contains("title=\"0.4215원\"");
        assertThat(page).contains("<svg").contains("<rect class=\"chart-value\"");
    }

    @Test
    void shouldWriteWonInEnglishWhenPageIsEnglish() {
        assertThat(signedIn().speaking("en").get("/t/narae").body())
                .contains("₩1,357")
                .contains("131,357");
    }

    @Test
    void shouldRenderAndNameWhatIsMissingWhenBillingIsDown() {
        Visitor visitor = signedIn();
        billing().down(true);

        for (String path : List.of("/t/narae", "/t/narae/usage")) {
            HttpResponse<String> page = visitor.get(path);
            String requestId = page.headers().firstValue("x-request-id").orElseThrow();

            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body())
                    .contains("data-service=\"BILLING\"")
                    .contains("요금 서비스가 지금 응답하지 않습니다")
                    .contains(requestId)
                    .doesNotContain("0원");
        }
    }

    @Test
    void shouldRenderFromTheTokenWhenGatewayIsDown() {
        Visitor visitor = signedIn();
        gateway().down(true);

        HttpResponse<String> page = visitor.get("/t/narae/keys");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("data-service=\"GATEWAY\"").contains("data-testid=\"trouble\"");
        assertThat(visitor.get("/t/narae/usage").body()).contains("1,357원");
        assertThat(visitor.get("/t/miru/usage").statusCode()).isEqualTo(404);
    }

    @Test
    void shouldShowSecretOnceWhenKeyIsMade() {
        Visitor visitor = signedIn();

        HttpResponse<String> made = create(visitor, "고객 상담", "P30D");

        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(made.body()).contains("data-testid=\"key-secret\">hgl_").contains("s3cret");
        assertThat(made.headers().firstValue("cache-control")).contains("no-store");
        assertThat(visitor.get("/t/narae/keys").body()).contains("고객 상담").doesNotContain("s3cret");
    }

    @Test
    void shouldSayWhatIsWrongBesideTheFieldWhenKeyCannotBeMade() {
        Visitor visitor = signedIn();

        HttpResponse<String> unnamed = create(visitor, "  ", "P30D");
        HttpResponse<String> tooLong = create(visitor, "긴".repeat(81), "P30D");
        HttpResponse<String> farTooLong = create(visitor, "긴".repeat(5_000), "P30D");
        HttpResponse<String> taken = create(visitor, "taken", "never");

        assertThat(unnamed.statusCode()).isEqualTo(422);
        assertThat(text(unnamed.body(), "name-problem")).contains("이름을 적어 주세요");
        assertThat(text(tooLong.body(), "name-problem")).contains("80자까지");
        assertThat(text(farTooLong.body(), "name-problem")).contains("80자까지");
        assertThat(text(taken.body(), "name-problem")).contains("비워 둘 수 없고");
        assertThat(taken.body()).contains("value=\"taken\"").contains("<option value=\"never\" selected>");
    }

    @Test
    void shouldEscapeWhatPeopleTyped() {
        Visitor visitor = signedIn();

        HttpResponse<String> made = create(visitor, "<script>alert(1)</script>\"'", "P30D");

        assertThat(made.body()).doesNotContain("<script>alert").contains("&lt;script&gt;alert(1)&lt;/script&gt;");
    }

    @Test
    void shouldAskBeforeRevokingAndThenRevoke() {
        Visitor visitor = signedIn();
        gateway().plant("narae", Samples.key("k1", "옛 서버"));

        HttpResponse<String> question = visitor.get("/t/narae/keys/k1/revoke");
        HttpResponse<String> list = visitor.submit(question, "/t/narae/keys/k1/revoke", Map.of());

        assertThat(question.body()).contains("data-testid=\"revoke-question\"").contains("옛 서버");
        assertThat(list.uri().getPath()).isEqualTo("/t/narae/keys");
        assertThat(list.body()).contains("data-key=\"k1\" data-state=\"REVOKED\"");
    }

    @Test
    void shouldSayForbiddenWhenKeyIsNotOurs() {
        Visitor visitor = signedIn();
        gateway().plant("narae", Samples.key("k2", "not mine"));
        HttpResponse<String> page = visitor.get("/t/narae/keys");

        HttpResponse<String> answer = visitor.submit(page, "/t/narae/keys/k2/revoke", Map.of());

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("권한이 없습니다");
    }

    @Test
    void shouldPageThroughKeysWhenThereAreMany() {
        Visitor visitor = signedIn();
        for (int i = 0; i < 25; i++) {
            gateway().plant("narae", Samples.key("many" + i, "키 " + i));
        }

        String first = visitor.get("/t/narae/keys").body();
        String second = visitor.get("/t/narae/keys?after=many5").body();

        assertThat(first)
                .contains("data-testid=\"next-page\"")
                .contains("?after=many5")
                .doesNotContain("many4\"");
        assertThat(second)
                .contains("data-key=\"many4\"")
                .contains("data-testid=\"first-page\"")
                .doesNotContain("next-page");
    }

    @Test
    void shouldRefuseEveryPostWithoutTheToken() {
        Visitor visitor = signedIn();
        visitor.get("/t/narae/keys");
        gateway().plant("narae", Samples.key("k3", "안전"));

        for (String path : List.of(
                "/t/narae/keys",
                "/t/narae/keys/k3/revoke",
                "/t/narae/keys/k3/rotate",
                "/t/narae/keys/k3",
                "/t/narae/projects",
                "/t/narae/projects/search/limits",
                "/t/narae/projects/search/name",
                "/t/narae/billing-profile",
                "/t/narae/policy",
                "/t/narae/budgets",
                "/t/narae/budgets/1",
                "/t/narae/budgets/1/delete",
                "/signout",
                "/language")) {
            HttpResponse<String> without = visitor.postRaw(path, Map.of("name", "x"));
            HttpResponse<String> wrong =
                    visitor.postRaw(path, Map.of("name", "x", "csrf-token", "AAAAAAAAAAAAAAAAAAAAAA"));
            assertThat(without.statusCode()).as(path).isEqualTo(400);
            assertThat(wrong.statusCode()).as(path).isEqualTo(400);
            assertThat(wrong.body()).contains("양식이 오래되었거나");
        }
        assertThat(visitor.get("/t/narae/keys").body()).contains("data-key=\"k3\" data-state=\"ACTIVE\"");
    }

    @Test
    void shouldSendSecurityHeadersWithEveryAnswer() {
        Visitor visitor = new Visitor(requireNonNull(base));

        for (String path : List.of("/", "/assets/portal.css", "/nowhere")) {
            var headers = visitor.getRaw(path).headers();
            assertThat(headers.firstValue("content-security-policy").orElseThrow())
                    .contains("default-src 'none'")
                    .contains("script-src 'self'")
                    .doesNotContain("unsafe");
            assertThat(headers.firstValue("x-content-type-options")).contains("nosniff");
            assertThat(headers.firstValue("x-frame-options")).contains("DENY");
        }
    }

    @Test
    void shouldHaveNoInlineScriptOrStyleOnAnyPage() {
        Visitor visitor = signedIn();
        gateway().plant("narae", Samples.key("k1", "서버"));
        gateway().project("search", "검색");

        for (String path : List.of(
                "/t/narae",
                "/t/narae/keys",
                "/t/narae/keys/k1",
                "/t/narae/projects",
                "/t/narae/projects/search",
                "/t/narae/projects/search/name",
                "/t/narae/usage",
                "/t/narae/playground",
                "/t/narae/budgets",
                "/t/narae/credits",
                "/t/narae/invoices",
                "/t/narae/billing-profile",
                "/t/narae/policy",
                "/t/narae/members",
                "/t/narae/audit")) {
            String page = visitor.get(path).body();
            assertThat(page)
                    .doesNotContainPattern("<script(?![^>]* src=)")
                    .doesNotContainPattern("\\sstyle=|<style|\\son[a-z]+=");
            assertThat(page).doesNotContain("eyJ").doesNotContainPattern("(src|href)=\"https?://");
        }
    }

    @Test
    void shouldStreamChatWithOwnTokenAndTenant() {
        Visitor visitor = signedIn();
        HttpResponse<String> page = visitor.get("/t/narae/playground");

        HttpResponse<String> stream = visitor.postJson(page, "/t/narae/playground/chat", chat("수도는?"));

        assertThat(stream.statusCode()).isEqualTo(200);
        assertThat(stream.headers().firstValue("cache-control")).contains("no-store");
        assertThat(stream.body())
                .contains("서울")
                .contains("\"completion_tokens\":6")
                .endsWith("data: [DONE]\n\n");
        JsonObject seen = gateway().chats().getLast();
        assertThat(seen.getString("tenant")).isEqualTo("narae");
        assertThat(seen.getJsonObject("stream_options").getBoolean("include_usage"))
                .isTrue();
        assertThat(seen.getInteger("max_tokens")).isEqualTo(64);
    }

    @Test
    void shouldEndStreamWithTheReasonWhenGatewayRefusesOrIsDown() {
        Visitor visitor = signedIn();
        HttpResponse<String> page = visitor.get("/t/narae/playground");

        String refused = visitor.postJson(page, "/t/narae/playground/chat", chat("refuse"))
                .body();
        gateway().down(true);
        String down =
                visitor.postJson(page, "/t/narae/playground/chat", chat("수도는?")).body();

        assertThat(refused).contains("data: {\"error\"").contains("context_length_exceeded");
        assertThat(down)
                .contains("data: {\"error\"")
                .contains("\"code\":\"unavailable\"")
                .contains("request_id");
    }

    @Test
    void shouldRefuseChatAsJsonWhenItIsMalformed() {
        Visitor visitor = signedIn();
        HttpResponse<String> page = visitor.get("/t/narae/playground");

        HttpResponse<String> empty =
                visitor.postJson(page, "/t/narae/playground/chat", "{\"model\":\"m\",\"messages\":[]}");
        HttpResponse<String> broken = visitor.postJson(page, "/t/narae/playground/chat", "{");

        assertThat(empty.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(empty.body()).getJsonObject("error").getString("message"))
                .contains("messages");
        assertThat(broken.statusCode()).isEqualTo(400);
    }

    @Test
    void shouldCancelUpstreamWhenReaderLeaves() throws Exception {
        Visitor visitor = signedIn();
        HttpResponse<String> page = visitor.get("/t/narae/playground");
        await().atMost(Duration.ofSeconds(30)).until(() -> gateway().open() == 0);
        int before = gateway().cancelled();

        Thread reader = Thread.ofVirtual().start(() -> {
            try {
                visitor.postJson(page, "/t/narae/playground/chat", chat("slow"));
            } catch (IllegalStateException e) {
                // Interrupted, as it should be.
            }
        });
        await().atMost(Duration.ofSeconds(30)).until(() -> gateway().open() > 0);
        reader.interrupt();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(gateway().cancelled()).isGreaterThan(before));
    }

    private static String chat(String message) {
        return new JsonObject()
                .put("model", "hangil-mini")
                .put(
                        "messages",
                        new JsonArray().add(new JsonObject().put("role", "user").put("content", message)))
                .put("temperature", 0.2)
                .put("max_tokens", 64)
                .encode();
    }

    private HttpResponse<String> create(Visitor visitor, String name, String expiry) {
        HttpResponse<String> page = visitor.get("/t/narae/keys");
        return visitor.submit(page, "/t/narae/keys", Map.of("name", name, "expiry", expiry, "models", "hangil-mini"));
    }

    private String base() {
        String url = requireNonNull(base).toString();
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private Visitor signedIn() {
        Visitor visitor = new Visitor(requireNonNull(base));
        visitor.signIn(
                "/start", "haneul@narae.example", requireNonNull(keycloak).demoPassword());
        return visitor;
    }

    private GatewayStandIn gateway() {
        return requireNonNull(gatewayStandIn);
    }

    private BillingStandIn billing() {
        return requireNonNull(billingStandIn);
    }
}

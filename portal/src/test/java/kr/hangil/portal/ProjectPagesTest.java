package kr.hangil.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Projects: made, renamed, and given limits and budgets of their own. */
@QuarkusTest
@PortalTest
class ProjectPagesTest extends PageTest {

    private static final String LIST = "/t/narae/projects";
    private static final String PATH = "/t/narae/projects/search";

    @Test
    void shouldMakeAProjectThatKeysCanBeOf() {
        HttpResponse<String> made = create("search", "<b>통합 검색</b>");

        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(text(made.body(), "project-made")).contains("&lt;b&gt;통합 검색&lt;/b&gt;");
        assertThat(made.body())
                .contains("data-project=\"search\"")
                .contains("한도 없음")
                .doesNotContain("<b>통합");
        assertThat(visitor().get("/t/narae/keys").body()).contains("<option value=\"search\">");
    }

    @Test
    void shouldSayWhatIsWrongWithANewProjectBesideTheField() {
        gateway().project("search", "통합 검색");

        HttpResponse<String> blank = create("", " ");
        HttpResponse<String> wrong = create("Search!", "긴".repeat(81));
        HttpResponse<String> taken = create("search", "다른 이름");

        assertThat(blank.statusCode()).isEqualTo(422);
        assertThat(text(blank.body(), "name-problem")).contains("이름을 적어 주세요");
        assertThat(text(blank.body(), "id-problem")).contains("식별자를 적어 주세요");
        assertThat(blank.body().split(" data-focus", -1)).hasSize(2);
        assertThat(text(wrong.body(), "name-problem")).contains("80자까지");
        assertThat(text(wrong.body(), "id-problem")).contains("소문자로 시작해");
        assertThat(text(taken.body(), "id-problem")).contains("다른 프로젝트가 쓰고 있습니다");
        assertThat(taken.body()).contains("value=\"다른 이름\"");
    }

    @Test
    void shouldSayThatTheGatewayForbidsIt() {
        HttpResponse<String> refused = create("search", "forbidden");

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(text(refused.body(), "form-problem")).contains("권한이 없습니다").contains("req_");
    }

    @Test
    void shouldShowProjectsWithTheirLimitsInPages() {
        for (int i = 10; i < 31; i++) {
            gateway().project("p" + i + "x", "프로젝트 " + i);
        }
        gateway().decide(policy("p10x", new JsonObject().put("tokensPerMinute", 90_000)));

        String first = visitor().get(LIST).body();
        String second = visitor().get(LIST + "?after=p29x").body();

        assertThat(first).contains("분당 토큰 90,000").contains("?after=p29x\"").doesNotContain("data-project=\"p30x\"");
        assertThat(second)
                .contains("data-project=\"p30x\"")
                .contains("first-page")
                .doesNotContain("next-page");
    }

    @Test
    void shouldLimitTheProjectAndLeaveTheRestOfThePolicyAsItIs() {
        gateway().project("search", "통합 검색");
        JsonObject before = policy("voice", new JsonObject().put("concurrency", 4))
                .put("limits", new JsonObject().put("requestsPerMinute", 600))
                .put("regions", new JsonArray().add("kr-seoul"))
                .put("fallbacks", new JsonObject().put("large", new JsonArray().add("small")));
        gateway().decide(before);

        HttpResponse<String> saved = limit("requestsPerMinute", "1,200", "concurrency", "8");

        assertThat(saved.statusCode()).isEqualTo(200);
        assertThat(saved.body()).contains("limits-saved").contains("value=\"1200\"");
        JsonObject projects = before.copy()
                .getJsonObject("projects")
                .put("search", new JsonObject().put("requestsPerMinute", 1200).put("concurrency", 8));
        assertThat(gateway().decided()).isEqualTo(before.copy().put("projects", projects));
        assertThat(visitor().get(LIST).body()).contains("분당 요청 1,200").contains("동시 요청 8");
    }

    @Test
    void shouldLimitTheProjectNoMoreWhenEveryFieldIsEmpty() {
        gateway().project("search", "통합 검색");
        gateway().decide(policy("search", new JsonObject().put("concurrency", 4)));

        HttpResponse<String> saved = limit();

        assertThat(saved.statusCode()).isEqualTo(200);
        assertThat(gateway().decided().getJsonObject("projects")).isEqualTo(new JsonObject());
    }

    @Test
    void shouldSayWhatIsWrongWithALimitBesideTheField() {
        gateway().project("search", "통합 검색");

        HttpResponse<String> wrong = limit("tokensPerMinute", "많이");

        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(text(wrong.body(), "tokensPerMinute-problem")).contains("정수를 적어 주세요");
        assertThat(wrong.body()).contains("value=\"많이\"");
    }

    @Test
    void shouldLoseNobodysChangeOfThePolicyWhenAProjectIsLimited() {
        gateway().project("search", "통합 검색");
        HttpResponse<String> page = visitor().get(PATH);
        gateway().decide(policy("search", new JsonObject().put("concurrency", 77)));

        HttpResponse<String> late =
                visitor().submit(page, PATH + "/limits", Map.of("tag", tag(page.body()), "concurrency", "5"));

        assertThat(late.statusCode()).isEqualTo(422);
        assertThat(text(late.body(), "form-problem")).contains("그 사이에 정책이 바뀌었습니다");
        assertThat(late.body()).contains("value=\"77\"").contains("value=\"&quot;1&quot;\"");
        assertThat(gateway().decided()).isEqualTo(policy("search", new JsonObject().put("concurrency", 77)));
    }

    @Test
    void shouldRenameTheProjectAndKeepItsId() {
        gateway().project("search", "통합 검색");

        HttpResponse<String> unnamed = rename("  ");
        HttpResponse<String> forbidden = rename("forbidden");
        HttpResponse<String> renamed = rename("사내 검색");

        assertThat(unnamed.statusCode()).isEqualTo(422);
        assertThat(text(unnamed.body(), "name-problem")).contains("이름을 적어 주세요");
        assertThat(text(forbidden.body(), "form-problem")).contains("권한이 없습니다");
        assertThat(renamed.uri().getPath()).isEqualTo(PATH);
        assertThat(text(renamed.body(), "project-title")).contains("사내 검색");
    }

    @Test
    void shouldShowItsBudgetsAndOfferToSetOne() {
        gateway().project("search", "통합 검색");
        String none = visitor().get(PATH).body();
        billing().budget(Samples.budget(10_000, true).put("scope", "project").put("scopeId", "search"), "2500.25");
        billing().budget(Samples.budget(77_000, true).put("scope", "project").put("scopeId", "voice"), "1");
        billing().budget(Samples.budget(88_000, true), "1");

        String page = visitor().get(PATH).body();
        String form = visitor().get("/t/narae/budgets?project=search").body();

        assertThat(none).contains("no-budget").contains("href=\"/t/narae/budgets?project=search\"");
        assertThat(page)
                .contains("10,000원 가운데 2,500원 썼습니다")
                .doesNotContain("no-budget")
                .doesNotContain("77,000")
                .doesNotContain("88,000");
        assertThat(form).contains("<option value=\"project\" selected>").contains("value=\"search\"");
    }

    @Test
    void shouldStillLimitTheProjectWhenBillingIsDown() {
        gateway().project("search", "통합 검색");
        billing().down(true);

        String page = visitor().get(PATH).body();

        assertThat(page).contains("data-service=\"BILLING\"").contains("limits-form");
    }

    @Test
    void shouldShowProjectsToThoseWhoMayNotChangeThem() {
        gateway().role("DEVELOPER");
        gateway().project("search", "통합 검색");
        gateway().decide(policy("search", new JsonObject().put("concurrency", 7)));

        assertThat(visitor().get(LIST).body())
                .contains("read-only")
                .contains("data-project=\"search\"")
                .doesNotContain("project-form");
        assertThat(text(visitor().get(PATH).body(), "limits")).contains("제한 없음");
        assertThat(visitor().get(PATH).body())
                .contains("<dd>7</dd>")
                .doesNotContain("limits-form")
                .doesNotContain("rename-project")
                .doesNotContain("set-project-budget");
    }

    @Test
    void shouldSayThatThereIsNoSuchProject() {
        assertThat(visitor().get(PATH).statusCode()).isEqualTo(404);
    }

    private HttpResponse<String> create(String id, String name) {
        return visitor().submit(visitor().get(LIST), LIST, Map.of("id", id, "name", name));
    }

    private HttpResponse<String> rename(String name) {
        return visitor().submit(visitor().get(PATH + "/name"), PATH + "/name", Map.of("name", name));
    }

    private HttpResponse<String> limit(String... typed) {
        HttpResponse<String> page = visitor().get(PATH);
        Map<String, String> fields = new HashMap<>(Map.of("tag", tag(page.body())));
        for (int i = 0; i < typed.length; i += 2) {
            fields.put(typed[i], typed[i + 1]);
        }
        return visitor().submit(page, PATH + "/limits", fields);
    }

    private static JsonObject policy(String project, JsonObject limits) {
        return new JsonObject()
                .put("limits", new JsonObject())
                .put("projects", new JsonObject().put(project, limits))
                .put("regions", new JsonArray())
                .put("fallbacks", new JsonObject());
    }
}

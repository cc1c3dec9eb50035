package kr.hangil.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A key that is there is changed: what it is good for, how much, how long, and for which project. */
@QuarkusTest
@PortalTest
class KeyChangeTest extends PageTest {

    private static final String PATH = "/t/narae/keys/k1";
    private static final String EXPIRY = "2099-12-31T01:02:03.456789Z";

    @Test
    void shouldFillTheFormWithTheKeyAsItIs() {
        gateway().project("search", "통합 검색");
        gateway()
                .plant(
                        "narae",
                        key().put("models", list("hangil-mini"))
                                .put("project", "search")
                                .put("operations", list("embedding"))
                                .put("regions", list("kr-seoul"))
                                .put("addresses", list("203.0.113.0/24", "2001:db8::/32"))
                                .put("limits", new JsonObject().put("concurrency", 8)));

        String page = visitor().get(PATH).body();

        assertThat(page)
                .contains("name=\"tag\" value=\"&quot;1&quot;\"")
                .contains("value=\"고객 상담\"")
                .contains("name=\"models\" value=\"hangil-mini\" checked")
                .contains("name=\"models\" value=\"skt/A.X-4.0-Light\">")
                .contains("name=\"operations\" value=\"embedding\" checked")
                .contains("name=\"regions\" value=\"kr-seoul\" checked")
                .contains(">203.0.113.0/24\n2001:db8::/32</textarea>")
                .contains("<option value=\"search\" selected>통합 검색 (search)</option>")
                .contains("<option value=\"keep\" selected>그대로 (2099. 12. 31.)</option>")
                .contains("<details class=\"narrow-scope\" open");
        assertThat(page).containsPattern("name=\"concurrency\"[^>]* value=\"8\"");
    }

    @Test
    void shouldChangeWhatTheKeyIsGoodForAndKeepItsExpiryToTheMicrosecond() {
        gateway().project("search", "통합 검색");
        gateway().plant("narae", key().put("models", list("hangil-mini")));

        HttpResponse<String> saved = change(
                "name", "검색 색인",
                "project", "search",
                "models", "skt/A.X-4.0-Light",
                "operations", "embedding",
                "regions", "kr-ulsan",
                "addresses", "203.0.113.0/24, 198.51.100.7/32",
                "requestsPerMinute", "1,200");

        assertThat(saved.statusCode()).isEqualTo(200);
        assertThat(text(saved.body(), "key-saved")).contains("2초 안에");
        assertThat(saved.body()).contains("name=\"tag\" value=\"&quot;2&quot;\"");
        JsonObject key = gateway().key("narae", "k1");
        assertThat(key.getString("name")).isEqualTo("검색 색인");
        assertThat(key.getString("project")).isEqualTo("search");
        assertThat(key.getJsonArray("models")).isEqualTo(list("skt/A.X-4.0-Light"));
        assertThat(key.getJsonArray("operations")).isEqualTo(list("embedding"));
        assertThat(key.getJsonArray("regions")).isEqualTo(list("kr-ulsan"));
        assertThat(key.getJsonArray("addresses")).isEqualTo(list("203.0.113.0/24", "198.51.100.7/32"));
        assertThat(key.getJsonObject("limits")).isEqualTo(new JsonObject().put("requestsPerMinute", 1200));
        assertThat(key.getString("expiresAt")).isEqualTo(EXPIRY);
        assertThat(visitor().get("/t/narae/keys").body())
                .contains("프로젝트 search")
                .contains("분당 요청 1,200");
    }

    @Test
    void shouldGiveTheKeyAnotherLifeOrNoneWhenAsked() {
        gateway().plant("narae", key());

        change("expiry", "P30D");
        String month = gateway().key("narae", "k1").getString("expiresAt");
        change("expiry", "never");

        assertThat(month).isNotEqualTo(EXPIRY);
        assertThat(gateway().key("narae", "k1").getString("expiresAt")).isNull();
        assertThat(visitor().get(PATH).body())
                .contains("<option value=\"keep\" selected>그대로 (만료 없음)</option>")
                .doesNotContain("value=\"never\"");
    }

    @Test
    void shouldKeepOfferingWhatTheKeyHasThoughItIsServedNoMore() {
        gateway()
                .plant(
                        "narae",
                        key().put("models", list("retired"))
                                .put("project", "closed")
                                .put("operations", list("sing"))
                                .put("regions", list("kr-jeju")));

        String page = visitor().get(PATH).body();

        assertThat(page)
                .contains("name=\"models\" value=\"retired\" checked")
                .contains("name=\"operations\" value=\"sing\" checked")
                .contains("name=\"regions\" value=\"kr-jeju\" checked")
                .contains("<option value=\"closed\" selected>closed</option>");
    }

    @Test
    void shouldSayWhatIsWrongBesideTheField() {
        gateway().plant("narae", key());

        HttpResponse<String> unnamed = change("name", " ", "requestsPerMinute", "0");
        HttpResponse<String> nowhere = change("addresses", "nowhere");

        assertThat(unnamed.statusCode()).isEqualTo(422);
        assertThat(text(unnamed.body(), "name-problem")).contains("이름을 적어 주세요");
        assertThat(text(unnamed.body(), "requestsPerMinute-problem")).contains("1부터");
        assertThat(unnamed.body().split(" data-focus", -1)).hasSize(2);
        assertThat(nowhere.statusCode()).isEqualTo(422);
        assertThat(text(nowhere.body(), "addresses-problem")).contains("IP 주소나 범위가 아닌 것");
        assertThat(nowhere.body()).contains(">nowhere</textarea>").contains("<option value=\"keep\" selected>");
        assertThat(gateway().key("narae", "k1")).isEqualTo(key());
    }

    @Test
    void shouldLoseNobodysChangeOfAKey() {
        gateway().plant("narae", key());
        change("operations", "chat");

        HttpResponse<String> late = visitor().submit(visitor().get(PATH), PATH, Map.of("tag", "\"1\"", "name", "넓은 키"));

        assertThat(late.statusCode()).isEqualTo(422);
        assertThat(text(late.body(), "form-problem")).contains("그 사이에 키가 바뀌었습니다");
        assertThat(late.body())
                .contains("name=\"operations\" value=\"chat\" checked")
                .contains("name=\"tag\" value=\"&quot;2&quot;\"")
                .doesNotContain("넓은 키");
        assertThat(gateway().key("narae", "k1").getJsonArray("operations")).isEqualTo(list("chat"));
    }

    @Test
    void shouldSayWhoMayChangeTheKeyWhenItIsSomebodyElses() {
        gateway().role("DEVELOPER");
        gateway().plant("narae", key().put("name", "not mine"));

        HttpResponse<String> refused = change("name", "mine");

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(text(refused.body(), "form-problem"))
                .contains("키를 만든 사람이거나 소유자, 관리자여야 합니다")
                .contains("요청 번호: req_");
    }

    @Test
    void shouldOfferNoChangeToThoseWhoMayNotMakeKeys() {
        gateway().role("VIEWER");
        gateway().plant("narae", key());

        assertThat(visitor().get("/t/narae/keys").body()).doesNotContain("change-key");
        assertThat(visitor().get(PATH).body()).contains("read-only").doesNotContain("change-key-form");
    }

    @Test
    void shouldOfferToChangeAnExpiredKeyAndLeaveARevokedOneAlone() {
        gateway().plant("narae", key().put("expiresAt", "2026-11-02T00:00:00Z"));
        String expired = visitor().get("/t/narae/keys").body();
        gateway().forgetKeys("narae");
        gateway().plant("narae", key().put("revokedAt", "2026-11-02T00:00:00Z"));
        String revoked = visitor().get("/t/narae/keys").body();

        assertThat(expired)
                .contains("data-state=\"EXPIRED\"")
                .contains("change-key")
                .doesNotContain("rotate-key");
        assertThat(revoked).contains("data-state=\"REVOKED\"").doesNotContain("change-key");
    }

    @Test
    void shouldSayThatThereIsNoSuchKey() {
        assertThat(visitor().get(PATH).statusCode()).isEqualTo(404);
    }

    private HttpResponse<String> change(String... changed) {
        HttpResponse<String> page = visitor().get(PATH);
        Map<String, String> fields = new HashMap<>(Map.of("name", "고객 상담", "expiry", "keep", "tag", tag(page.body())));
        for (int i = 0; i < changed.length; i += 2) {
            fields.put(changed[i], changed[i + 1]);
        }
        return visitor().submit(page, PATH, fields);
    }

    private static JsonObject key() {
        return Samples.key("k1", "고객 상담")
                .put("createdBy", "haneul@narae.example")
                .put("expiresAt", EXPIRY);
    }

    private static JsonArray list(String... items) {
        return new JsonArray(List.of(items));
    }
}

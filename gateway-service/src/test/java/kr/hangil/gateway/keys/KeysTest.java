package kr.hangil.gateway.keys;

import static io.restassured.RestAssured.given;
import static kr.hangil.gateway.ControlPlane.BADA;
import static kr.hangil.gateway.ControlPlane.HANEUL;
import static kr.hangil.gateway.ControlPlane.OPERATOR;
import static kr.hangil.gateway.ControlPlane.SORA;
import static kr.hangil.gateway.ControlPlane.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import kr.hangil.gateway.ControlPlane;
import kr.hangil.gateway.RealServers;
import kr.hangil.stack.keycloak.KeycloakServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@RealServers
class KeysTest {

    KeycloakServer keycloak;
    ControlPlane hangil;

    @BeforeEach
    void people() {
        hangil = new ControlPlane(keycloak).withDemoTenants();
    }

    @Test
    void shouldShowTheKeyOnceAndLetItCallAtOnceWhenItIsCreated() {
        var created = hangil.newKey(HANEUL, "narae", Map.of("name", "챗봇"));

        created.statusCode(201)
                .header("cache-control", is("no-store"))
                .body("key", matchesPattern("hgl_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}"))
                .body("name", is("챗봇"))
                .body("createdBy", is(HANEUL))
                .body("models", hasSize(0))
                .body("revokedAt", nullValue());
        String id = created.extract().path("id");
        String key = created.extract().path("key");
        call(key).statusCode(200);
        String listed = hangil.as(HANEUL).get("/manage/v1/tenants/narae/keys").asString();
        assertThat(listed).contains(id).doesNotContain(key.substring(17));
    }

    @Test
    void shouldRefuseTheKeyWhenItWasRevoked() {
        Map<String, String> key = hangil.key(HANEUL, "narae");
        String id = key.get("id");

        hangil.as(HANEUL).delete("/manage/v1/tenants/narae/keys/{k}", id).then().statusCode(204);

        call(key.get("key"))
                .statusCode(401)
                .body("error.code", is("invalid_api_key"))
                .body("error.message", containsString("hgl_" + id))
                .body("error.message", containsString("revoked"))
                .body("error.message", not(containsString(key.get("key"))));
        hangil.as(HANEUL).delete("/manage/v1/tenants/narae/keys/{k}", id).then().statusCode(204);
        hangil.as(HANEUL).get("/manage/v1/tenants/narae/keys/{k}", id).then().body("revokedAt", notNullValue());
    }

    @Test
    void shouldAnswer404WhenTheKeyToRevokeIsUnknownOrAnotherTenants() {
        String id = hangil.key(SORA, "miru").get("id");

        hangil.as(HANEUL)
                .delete("/manage/v1/tenants/narae/keys/abcdefghijkl")
                .then()
                .statusCode(404);
        hangil.as(HANEUL).delete("/manage/v1/tenants/narae/keys/{k}", id).then().statusCode(404);
        hangil.as(HANEUL).delete("/manage/v1/tenants/miru/keys/{k}", id).then().statusCode(404);
    }

    @Test
    void shouldRefuseTheKeyWhenItHasExpired() {
        String lasting = keyThatExpires(Instant.now().plus(Duration.ofHours(1)));
        String ending = keyThatExpires(Instant.now().plusSeconds(5));

        call(lasting).statusCode(200);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> call(ending).statusCode(401).body("error.message", containsString("expired")));
    }

    private String keyThatExpires(Instant at) {
        return hangil.newKey(HANEUL, "narae", Map.of("name", "short", "expiresAt", at.toString()))
                .statusCode(201)
                .extract()
                .path("key");
    }

    @Test
    void shouldSayWhatIsWrongWhenTheRequestForAKeyIs() {
        hangil.newKey(HANEUL, "narae", Map.of("name", " ")).statusCode(400).body("error.param", is("name"));
        hangil.newKey(HANEUL, "narae", Map.of("name", "x".repeat(81)))
                .statusCode(400)
                .body("error.param", is("name"));
        hangil.newKey(HANEUL, "narae", Map.of("name", "x", "project", "nowhere"))
                .statusCode(400)
                .body("error.param", is("project"))
                .body("error.message", containsString("nowhere"));
        hangil.newKey(HANEUL, "narae", Map.of("name", "x", "expiresAt", "2020-01-01T00:00:00Z"))
                .statusCode(400)
                .body("error.param", is("expiresAt"));
        hangil.newKey(HANEUL, "narae", Map.of("name", "x", "expiresAt", "tomorrow"))
                .statusCode(400)
                .body("error.param", is("expiresAt"));
        hangil.route("keys-test-model");
        hangil.newKey(HANEUL, "narae", Map.of("name", "x", "models", List.of("no-such-model")))
                .statusCode(400)
                .body("error.param", is("models"))
                .body("error.message", containsString("no-such-model"));
    }

    @Test
    void shouldReachOnlyItsModelsWhenTheKeyIsLimitedToThem() {
        hangil.route("keys-test/one");
        hangil.route("keys-test/two");

        String key = hangil.newKey(HANEUL, "narae", Map.of("name", "one", "models", List.of("keys-test/one")))
                .statusCode(201)
                .extract()
                .path("key");

        call(key).statusCode(200).body("data.id", contains("keys-test/one"));
        call(hangil.key(HANEUL, "narae").get("key")).body("data.id", hasItem("keys-test/two"));
    }

    @Test
    void shouldKeepDevelopersToTheirOwnKeysWhenTheyRevoke() {
        String own = hangil.key(BADA, "narae").get("id");
        String other = hangil.key(HANEUL, "narae").get("id");

        hangil.as(BADA).delete("/manage/v1/tenants/narae/keys/{k}", own).then().statusCode(204);

        hangil.as(BADA)
                .delete("/manage/v1/tenants/narae/keys/{k}", other)
                .then()
                .statusCode(403);
    }

    @Test
    void shouldOnlyReadWhenTheMemberIsAViewer() {
        hangil.member("miru", ControlPlane.DAMI, "VIEWER").statusCode(200);

        var attempt = hangil.newKey(ControlPlane.DAMI, "miru", Map.of("name", "x"));

        attempt.statusCode(403).body("error.message", containsString("VIEWER"));
        hangil.as(ControlPlane.DAMI).get("/manage/v1/tenants/miru/keys").then().statusCode(200);
        call(hangil.token(ControlPlane.DAMI)).statusCode(403);
        hangil.member("miru", ControlPlane.DAMI, "DEVELOPER").statusCode(200);
        call(hangil.token(ControlPlane.DAMI)).statusCode(200);
    }

    @Test
    void shouldMakeOneKeyWhenTheRequestIsRepeated() {
        String token = UUID.randomUUID().toString();
        Map<String, Object> body = Map.of("name", "once");
        String id = repeated(token, body).statusCode(201).extract().path("id");

        var repeat = repeated(token, body);

        repeat.statusCode(409).body("error.message", containsString("hgl_" + id));
        repeated(token, Map.of("name", "other")).statusCode(422).body("error.code", is("idempotency_mismatch"));
    }

    private ValidatableResponse repeated(String token, Map<String, Object> body) {
        return hangil.as(HANEUL)
                .header("Idempotency-Key", token)
                .body(body)
                .post("/manage/v1/tenants/narae/keys")
                .then();
    }

    @Test
    void shouldPageNewestFirstWhenThereAreManyKeys() {
        String tenant = hangil.newTenant();
        List<String> ids = List.of(
                hangil.key(OPERATOR, tenant).get("id"),
                hangil.key(OPERATOR, tenant).get("id"),
                hangil.key(OPERATOR, tenant).get("id"));

        var first = hangil.as(OPERATOR).queryParam("limit", 2).get("/manage/v1/tenants/{t}/keys", tenant);

        first.then().body("data.id", contains(ids.get(2), ids.get(1))).body("next", is(ids.get(1)));
        hangil.as(OPERATOR)
                .queryParam("after", ids.get(1))
                .get("/manage/v1/tenants/{t}/keys", tenant)
                .then()
                .body("data.id", contains(ids.get(0)))
                .body("next", nullValue());
    }

    @Test
    void shouldRememberTheLastUseWhenTheKeyCalls() {
        Map<String, String> key = hangil.key(HANEUL, "narae");

        call(key.get("key")).statusCode(200);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> hangil.as(HANEUL)
                        .get("/manage/v1/tenants/narae/keys/{k}", key.get("id"))
                        .then()
                        .body("lastUsedAt", notNullValue()));
    }

    @Test
    void shouldReloadNothingWhenOnlyLastUsesAreWritten() {
        Map<String, String> key = hangil.key(HANEUL, "narae");
        String before = version();

        call(key.get("key")).statusCode(200);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> hangil.as(HANEUL)
                                .get("/manage/v1/tenants/narae/keys/{k}", key.get("id"))
                                .path("lastUsedAt")
                        != null);

        assertThat(version()).isEqualTo(before);
    }

    private static String version() {
        return given().get("/v1/models").header("x-hangil-config-version");
    }

    @Test
    void shouldRefuseWhatTheKeyIsNotGoodForWhenItIsLimitedToOperations() {
        Map<String, String> key = hangil.newKey(
                        HANEUL, "narae", Map.of("name", "embeds", "operations", List.of("embedding")))
                .statusCode(201)
                .body("operations", contains("embedding"))
                .extract()
                .jsonPath()
                .getMap("");

        var answer = given().auth()
                .oauth2(key.get("key"))
                .body("{\"model\":\"x\",\"messages\":[]}")
                .post("/v1/chat/completions");

        answer.then()
                .statusCode(403)
                .body("error.code", is("permission_denied"))
                .body("error.message", containsString("it may do embedding"));
    }

    @Test
    void shouldRefuseTheKeyWhenItsCallerIsElsewhere() {
        String elsewhere = hangil.newKey(
                        HANEUL, "narae", Map.of("name", "far", "addresses", List.of("203.0.113.0/24", "2001:db8::/32")))
                .statusCode(201)
                .extract()
                .path("key");
        String here = hangil.newKey(HANEUL, "narae", Map.of("name", "near", "addresses", List.of("127.0.0.0/8", "::1")))
                .statusCode(201)
                .extract()
                .path("key");

        var refused = given().auth()
                .oauth2(elsewhere)
                .header("x-forwarded-for", "203.0.113.7")
                .get("/v1/models");

        refused.then()
                .statusCode(403)
                .body("error.code", is("permission_denied"))
                .body("error.message", containsString("203.0.113.0/24"));
        call(here).statusCode(200);
    }

    @Test
    void shouldSayWhatIsWrongWhenAScopeOrLimitIs() {
        hangil.newKey(HANEUL, "narae", Map.of("name", "x", "operations", List.of("sing")))
                .statusCode(400)
                .body("error.param", is("operations"))
                .body("error.message", containsString("embedding"));
        hangil.newKey(HANEUL, "narae", Map.of("name", "x", "addresses", List.of("example.com")))
                .statusCode(400)
                .body("error.param", is("addresses"))
                .body("error.message", containsString("203.0.113.0/24"));
        hangil.newKey(HANEUL, "narae", Map.of("name", "x", "regions", List.of("us-east")))
                .statusCode(400)
                .body("error.param", is("regions"));
        hangil.newKey(HANEUL, "narae", Map.of("name", "x", "limits", Map.of("requestsPerMinute", 0)))
                .statusCode(400)
                .body("error.param", is("limits.requestsPerMinute"));
    }

    @Test
    void shouldChangeEverythingButTheSecretWhenTheKeyIsPut() {
        Map<String, String> key = hangil.key(HANEUL, "narae");

        var changed = change(
                key.get("id"),
                "\"1\"",
                Map.of("name", "new", "limits", Map.of("concurrency", 3), "addresses", List.of("203.0.113.0/24")));

        changed.statusCode(200)
                .header("etag", is("\"2\""))
                .body("name", is("new"))
                .body("limits.concurrency", is(3))
                .body("key", nullValue())
                .body("revision", nullValue());
        call(key.get("key")).statusCode(403);
    }

    @Test
    void shouldLetTheKeyDoMoreAgainWhenItsScopeIsWidened() {
        hangil.route("keys-test/one");
        hangil.route("keys-test/two");
        String tenant = hangil.newTenant();
        Map<String, String> key = hangil.key(OPERATOR, tenant);
        String path = "/manage/v1/tenants/" + tenant + "/keys/" + key.get("id");

        change(OPERATOR, path, "\"1\"", Map.of("name", "test", "models", List.of("keys-test/one")))
                .statusCode(200);
        call(key.get("key")).statusCode(200).body("data.id", contains("keys-test/one"));
        change(OPERATOR, path, "\"2\"", Map.of("name", "test")).statusCode(200);

        call(key.get("key")).statusCode(200).body("data.id", hasItem("keys-test/two"));
        hangil.as(OPERATOR)
                .get("/manage/v1/tenants/{t}/audit", tenant)
                .then()
                .body("data.action", contains("key.change", "key.change", "key.create", "tenant.create"))
                .body("data[0].detail.models", hasSize(0))
                .body("data[1].detail.models", contains("keys-test/one"));
        hangil.as(OPERATOR)
                .get("/manage/v1/tenants/{t}/audit/verification", tenant)
                .then()
                .body("intact", is(true));
    }

    @Test
    void shouldLoseNobodysChangeWhenTwoChangeTheSameKey() {
        String id = hangil.key(HANEUL, "narae").get("id");
        String read = hangil.as(HANEUL)
                .get("/manage/v1/tenants/narae/keys/{k}", id)
                .then()
                .header("etag", is("\"1\""))
                .extract()
                .header("etag");
        change(id, read, Map.of("name", "narrow", "operations", List.of("chat")))
                .statusCode(200);

        var late = change(id, read, Map.of("name", "wide"));

        late.statusCode(412).body("error.param", is("If-Match")).body("error.message", containsString("\"2\""));
        change(id, null, Map.of("name", "wide")).statusCode(428);
        hangil.as(HANEUL)
                .get("/manage/v1/tenants/narae/keys/{k}", id)
                .then()
                .header("etag", is("\"2\""))
                .body("name", is("narrow"))
                .body("operations", contains("chat"));
    }

    @Test
    void shouldTellThatTheKeyChangedWhenItWasRotated() {
        String id = hangil.key(HANEUL, "narae").get("id");

        rotate(id, "PT0S", UUID.randomUUID().toString()).statusCode(200);

        change(id, "\"1\"", Map.of("name", "late")).statusCode(412);
        change(id, "\"2\"", Map.of("name", "seen")).statusCode(200);
    }

    @Test
    void shouldLetOnlyItsMakerAndManagersChangeTheKey() {
        String own = hangil.key(BADA, "narae").get("id");
        String other = hangil.key(HANEUL, "narae").get("id");
        String path = "/manage/v1/tenants/narae/keys/";

        change(BADA, path + own, "\"1\"", Map.of("name", "mine")).statusCode(200);
        change(HANEUL, path + own, "\"2\"", Map.of("name", "managed")).statusCode(200);
        change(BADA, path + other, "\"1\"", Map.of("name", "theirs")).statusCode(403);
        change(SORA, path + own, "\"3\"", Map.of("name", "hidden")).statusCode(404);
    }

    @Test
    void shouldKeepARevokedKeyAsItIsWhenItIsPut() {
        String id = hangil.key(HANEUL, "narae").get("id");
        hangil.as(HANEUL).delete("/manage/v1/tenants/narae/keys/{k}", id).then().statusCode(204);

        change(id, "\"2\"", Map.of("name", "back")).statusCode(409).body("error.message", containsString("revoked"));
    }

    private ValidatableResponse change(String id, @Nullable String ifMatch, Map<String, ?> body) {
        return change(HANEUL, "/manage/v1/tenants/narae/keys/" + id, ifMatch, body);
    }

    private ValidatableResponse change(String user, String path, @Nullable String ifMatch, Map<String, ?> body) {
        RequestSpecification request = hangil.as(user).body(body);
        return (ifMatch == null ? request : request.header("If-Match", ifMatch))
                .put(path)
                .then();
    }

    @Test
    void shouldKeepTheKeyAndChangeItsSecretWhenItIsRotated() {
        Map<String, String> key = hangil.key(HANEUL, "narae");

        var rotated = rotate(key.get("id"), "PT24H", UUID.randomUUID().toString());

        String renewed = rotated.statusCode(200)
                .header("cache-control", is("no-store"))
                .body("id", is(key.get("id")))
                .body("previousUntil", notNullValue())
                .extract()
                .path("key");
        assertThat(renewed).startsWith("hgl_" + key.get("id")).isNotEqualTo(key.get("key"));
        call(renewed).statusCode(200);
        call(key.get("key")).statusCode(200);
        hangil.as(HANEUL).delete("/manage/v1/tenants/narae/keys/{k}", key.get("id"));
        call(renewed).statusCode(401);
        call(key.get("key")).statusCode(401);
    }

    @Test
    void shouldEndTheOldSecretWhenItsGraceIsOver() {
        Map<String, String> now = hangil.key(HANEUL, "narae");
        Map<String, String> soon = hangil.key(HANEUL, "narae");

        rotate(now.get("id"), "PT0S", UUID.randomUUID().toString())
                .statusCode(200)
                .body("previousUntil", nullValue());
        rotate(soon.get("id"), "PT2S", UUID.randomUUID().toString()).statusCode(200);

        call(now.get("key")).statusCode(401).body("error.message", containsString("rotated"));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> call(soon.get("key")).statusCode(401));
    }

    @Test
    void shouldRefuseToRotateWhenTheGraceIsWrongOrTheRequestARepeat() {
        String id = hangil.key(HANEUL, "narae").get("id");
        String token = UUID.randomUUID().toString();

        rotate(id, "P8D", token).statusCode(400).body("error.param", is("grace"));
        rotate(id, "soon", token).statusCode(400).body("error.param", is("grace"));
        rotate(id, "PT1H", token).statusCode(200);
        rotate(id, "PT1H", token).statusCode(409).body("error.message", containsString(id));
        rotate(id, "PT2H", token).statusCode(422);
    }

    private ValidatableResponse rotate(String id, String grace, String token) {
        return hangil.as(HANEUL)
                .header("Idempotency-Key", token)
                .queryParam("grace", grace)
                .post("/manage/v1/tenants/narae/keys/{k}/rotate", id)
                .then();
    }

    @Test
    void shouldTellItsHolderWhatLimitsTheKeyWhenAsked() {
        String key = hangil.newKey(
                        HANEUL,
                        "narae",
                        Map.of("name", "self", "operations", List.of("chat"), "limits", Map.of("concurrency", 7)))
                .extract()
                .path("key");

        var answer = given().auth().oauth2(key).get("/v1/key");

        answer.then()
                .statusCode(200)
                .body("tenant", is("narae"))
                .body("operations", contains("chat"))
                .body("limits.findAll { it.name.startsWith('key') }.limit", contains(7))
                .body("limits.findAll { it.name.startsWith('key') }.remaining", contains(7));
        given().auth().oauth2(hangil.token(HANEUL)).get("/v1/key").then().statusCode(404);
    }
}

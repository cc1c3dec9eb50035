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
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import kr.hangil.gateway.ControlPlane;
import kr.hangil.gateway.RealServers;
import kr.hangil.stack.keycloak.KeycloakServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A key from its making to its end. */
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
}

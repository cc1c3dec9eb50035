package kr.hangil.gateway.keys;

import static kr.hangil.gateway.ControlPlane.BADA;
import static kr.hangil.gateway.ControlPlane.HANEUL;
import static kr.hangil.gateway.ControlPlane.OPERATOR;
import static kr.hangil.gateway.ControlPlane.SORA;
import static kr.hangil.gateway.ControlPlane.call;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import kr.hangil.gateway.ControlPlane;
import kr.hangil.gateway.RealServers;
import kr.hangil.stack.keycloak.KeycloakServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A key is changed by the revision it was read at. */
@QuarkusTest
@RealServers
class KeyChangeTest {

    KeycloakServer keycloak;
    ControlPlane hangil;

    @BeforeEach
    void people() {
        hangil = new ControlPlane(keycloak).withDemoTenants();
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

        hangil.as(HANEUL)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .post("/manage/v1/tenants/narae/keys/{k}/rotate", id)
                .then()
                .statusCode(200);

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
}

package kr.hangil.gateway.keys;

import static io.restassured.RestAssured.given;
import static kr.hangil.gateway.ControlPlane.HANEUL;
import static kr.hangil.gateway.ControlPlane.call;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import kr.hangil.gateway.ControlPlane;
import kr.hangil.gateway.RealServers;
import kr.hangil.stack.keycloak.KeycloakServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a key is limited to. */
@QuarkusTest
@RealServers
class KeyScopeTest {

    KeycloakServer keycloak;
    ControlPlane hangil;

    @BeforeEach
    void people() {
        hangil = new ControlPlane(keycloak).withDemoTenants();
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

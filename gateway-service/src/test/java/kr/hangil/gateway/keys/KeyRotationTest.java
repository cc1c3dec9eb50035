package kr.hangil.gateway.keys;

import static kr.hangil.gateway.ControlPlane.HANEUL;
import static kr.hangil.gateway.ControlPlane.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import kr.hangil.gateway.ControlPlane;
import kr.hangil.gateway.RealServers;
import kr.hangil.stack.keycloak.KeycloakServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A key gets a new secret, and its old one ends after a grace. */
@QuarkusTest
@RealServers
class KeyRotationTest {

    KeycloakServer keycloak;
    ControlPlane hangil;

    @BeforeEach
    void people() {
        hangil = new ControlPlane(keycloak).withDemoTenants();
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
}

package kr.hangil.gateway.identity;

import static io.restassured.RestAssured.given;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import kr.hangil.gateway.ControlPlane;
import kr.hangil.gateway.RealServers;
import kr.hangil.stack.keycloak.KeycloakServer;
import kr.hangil.stack.keycloak.SigningKey;
import org.junit.jupiter.api.Test;

/** Keycloak's operator withdraws a signing key, as after a theft. */
@QuarkusTest
@RealServers
class WithdrawnKeyTest {

    KeycloakServer keycloak;

    private static int status(String token) {
        return given().auth().oauth2(token).get("/manage/v1/tenants").statusCode();
    }

    @Test
    void shouldForgetWhomItKnewByATokenOfThatKey() {
        String before = keycloak.userToken(ControlPlane.OPERATOR);
        String token;
        try (SigningKey stolen = keycloak.newSigningKey()) {
            token = keycloak.userToken(ControlPlane.OPERATOR);
            await().atMost(20, SECONDS).until(() -> status(token) == 200);
        }

        await().atMost(20, SECONDS).until(() -> status(token) == 401);

        assertThat(status(before)).isEqualTo(200);
    }
}

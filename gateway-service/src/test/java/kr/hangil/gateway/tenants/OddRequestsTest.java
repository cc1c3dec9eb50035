package kr.hangil.gateway.tenants;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.util.Map;
import kr.hangil.gateway.ControlPlane;
import kr.hangil.gateway.RealServers;
import kr.hangil.stack.keycloak.KeycloakServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that nobody sends by intention, to the control plane. */
@QuarkusTest
@RealServers
class OddRequestsTest {

    KeycloakServer keycloak;

    private ControlPlane control;
    private String tenant;

    @BeforeEach
    void aTenant() {
        control = new ControlPlane(keycloak);
        tenant = control.newTenant();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/manage/v1/tenants/%00",
                "/manage/v1/tenants/%00/keys/a",
                "/manage/v1/routes/a%00b",
                "/manage/v1/audit?cursor=%00"
            })
    void shouldSayWhichCharacterAnAddressMustNotHave(String address) {
        control.as(ControlPlane.OPERATOR)
                .urlEncodingEnabled(false)
                .get(address)
                .then()
                .statusCode(400)
                .body("error.code", is("invalid_request"))
                .body("error.message", containsString("U+0000"));
    }

    @Test
    void shouldSayWhichCharacterANameMustNotHave() {
        control.newKey(ControlPlane.OPERATOR, tenant, Map.of("name", "a\0b"))
                .statusCode(400)
                .body("error.param", is("name"))
                .body("error.message", containsString("U+0000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "", "text/csv, */"})
    void shouldSayThatAMediaTypeIsNone(String accept) {
        control.as(ControlPlane.OPERATOR)
                .header("accept", accept)
                .get("/manage/v1/tenants")
                .then()
                .statusCode(400)
                .body("error.param", is("accept"));
    }

    @Test
    void shouldTakeABodyAsJsonOnly() {
        given().auth()
                .oauth2(control.token(ControlPlane.OPERATOR))
                .contentType(ContentType.TEXT)
                .body("{\"name\":\"x\"}")
                .put("/manage/v1/tenants/{tenant}/projects/default", tenant)
                .then()
                .statusCode(415)
                .body("error.code", is("unsupported_media_type"));
    }
}

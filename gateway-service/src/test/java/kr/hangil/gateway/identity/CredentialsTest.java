package kr.hangil.gateway.identity;

import static io.restassured.RestAssured.given;
import static kr.hangil.gateway.ControlPlane.HANEUL;
import static kr.hangil.gateway.ControlPlane.SORA;
import static kr.hangil.gateway.ControlPlane.call;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.junit.QuarkusTest;
import java.security.SecureRandom;
import kr.hangil.gateway.ControlPlane;
import kr.hangil.gateway.RealServers;
import kr.hangil.stack.keycloak.KeycloakServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@RealServers
class CredentialsTest {

    KeycloakServer keycloak;
    ControlPlane hangil;

    @BeforeEach
    void people() {
        hangil = new ControlPlane(keycloak).withDemoTenants();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-api-key", "api-key", "X-Api-Key"})
    void shouldAcceptTheKeyWhenOtherSdksSendItTheirWay(String header) {
        String key = hangil.key(HANEUL, "narae").get("key");

        given().header(header, key).get("/v1/models").then().statusCode(200);
    }

    @Test
    void shouldAcceptTheKeyWhenItComesInTwoHeaders() {
        String key = hangil.key(HANEUL, "narae").get("key");

        var answer = given().header("Authorization", "bearer " + key)
                .header("x-api-key", key)
                .get("/v1/models");

        answer.then().statusCode(200);
    }

    @Test
    void shouldAnswer400WhenTokenAndKeyComeTogether() {
        String key = hangil.key(HANEUL, "narae").get("key");

        var answer = given().auth()
                .oauth2(hangil.token(HANEUL))
                .header("x-api-key", key)
                .get("/v1/models");

        answer.then().statusCode(400).body("error.code", is("ambiguous_credentials"));
    }

    @Test
    void shouldAnswer401WhenNothingIsSent() {
        given().get("/v1/models").then().statusCode(401).body("error.code", is("missing_credentials"));
        given().header("Authorization", "Basic abc")
                .get("/v1/models")
                .then()
                .statusCode(401)
                .body("error.code", is("missing_credentials"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk-proj-123", "hgl_", "hgl_short", "나라말", "x", "null", "..", "a.b"})
    void shouldSayItIsNoKeyWhenItDoesNotLookLikeOne(String credential) {
        var answer = given().header("x-api-key", credential).get("/v1/models");

        answer.then()
                .statusCode(401)
                .body("error.code", is("invalid_api_key"))
                .body("error.message", containsString("hgl_"));
    }

    @Test
    void shouldSpeakOfTheChecksumWhenOneCharacterIsWrong() {
        String key = hangil.key(HANEUL, "narae").get("key");
        char last = key.charAt(key.length() - 1);
        String typo = key.substring(0, key.length() - 1) + (last == 'x' ? 'y' : 'x');

        call(typo).statusCode(401).body("error.message", containsString("checksum"));
    }

    @Test
    void shouldRefuseTheKeyWhenItIsWellFormedButNotOurs() {
        ApiKey stranger = ApiKey.mint(new SecureRandom());

        call(stranger.reveal())
                .statusCode(401)
                .body("error.code", is("invalid_api_key"))
                .body("error.message", containsString("hgl_" + stranger.id()));
    }

    @Test
    void shouldRefuseAnotherTenantWhenTheKeyAsksForIt() {
        String key = hangil.key(HANEUL, "narae").get("key");

        var answer =
                given().auth().oauth2(key).header("x-hangil-tenant", "miru").get("/v1/models");

        answer.then().statusCode(403).body("error.code", is("permission_denied"));
        given().auth()
                .oauth2(key)
                .header("x-hangil-tenant", "narae")
                .get("/v1/models")
                .then()
                .statusCode(200);
    }

    @Test
    void shouldAcceptTheTokenWhenOrganizationAndMembershipAgree() {
        call(hangil.token(HANEUL)).statusCode(200);
        given().auth()
                .oauth2(hangil.token(HANEUL))
                .header("x-hangil-tenant", "miru")
                .get("/v1/models")
                .then()
                .statusCode(403);
    }

    @Test
    void shouldRefuseTheTokenWhenOnlyTheOrganizationKnowsThePerson() {
        hangil.member("miru", HANEUL, "OWNER");
        hangil.as(ControlPlane.OPERATOR)
                .delete("/manage/v1/tenants/miru/members/{s}", hangil.subject(SORA))
                .then()
                .statusCode(204);

        call(hangil.token(SORA)).statusCode(403).body("error.code", is("permission_denied"));
        hangil.member("miru", SORA, "OWNER");
        call(hangil.token(SORA)).statusCode(200);
    }

    @Test
    void shouldRefuseTheTokenWhenOnlyTheTableKnowsThePerson() {
        hangil.member("miru", HANEUL, "OWNER");

        var answer = given().auth()
                .oauth2(hangil.token(HANEUL))
                .header("x-hangil-tenant", "miru")
                .get("/v1/models");

        answer.then().statusCode(403);
    }

    @Test
    void shouldRefuseServicesWhenTheyCallModelsWithoutAnOrganization() {
        call(hangil.token("billing-service")).statusCode(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b.c", "YQ.YQ.", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."})
    void shouldAnswer401WhenTheTokenIsForged(String token) {
        call(token).statusCode(401).body("error.code", is("invalid_token"));
    }

    @Test
    void shouldNotTakeOneTokenForAnotherWhenTheirBeginningsAreAlike() {
        String token = hangil.token(HANEUL);
        call(token).statusCode(200);

        call(token.substring(0, token.lastIndexOf('.')) + ".AAAA").statusCode(401);
    }
}

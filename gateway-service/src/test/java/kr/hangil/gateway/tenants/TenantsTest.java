package kr.hangil.gateway.tenants;

import static io.restassured.RestAssured.given;
import static kr.hangil.gateway.ControlPlane.BADA;
import static kr.hangil.gateway.ControlPlane.HANEUL;
import static kr.hangil.gateway.ControlPlane.OPERATOR;
import static kr.hangil.gateway.ControlPlane.SORA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Map;
import kr.hangil.gateway.ControlPlane;
import kr.hangil.gateway.RealServers;
import kr.hangil.stack.keycloak.KeycloakServer;
import kr.hangil.stack.postgres.PostgresServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@RealServers
class TenantsTest {

    KeycloakServer keycloak;
    PostgresServer postgres;
    ControlPlane hangil;

    @BeforeEach
    void people() {
        hangil = new ControlPlane(keycloak).withDemoTenants();
    }

    @Test
    void shouldCreateTenantOnceWhenOperatorRepeatsIt() {
        String id = hangil.newTenant();

        var again = hangil.as(OPERATOR).body(Map.of("id", id, "name", id)).post("/manage/v1/tenants");

        again.then().statusCode(200).body("id", is(id)).body("createdAt", notNullValue());
        hangil.as(OPERATOR)
                .body(Map.of("id", id, "name", "other"))
                .post("/manage/v1/tenants")
                .then()
                .statusCode(409)
                .body("error.code", is("conflict"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab", "1abc", "Abcd", "abc-", "a b c", "나래소프트", "a234567890123456789012345678901234"})
    void shouldRefuseTenantIdWhenItsShapeIsWrong(String id) {
        var answer = hangil.as(OPERATOR).body(Map.of("id", id, "name", "x")).post("/manage/v1/tenants");

        answer.then()
                .statusCode(400)
                .body("error.param", is("id"))
                .body("error.message", containsString("3 to 32 lower-case letters"));
    }

    @Test
    void shouldNameTheUnknownFieldWhenBodyHasOne() {
        var answer = hangil.as(OPERATOR)
                .body(Map.of("id", "abcd", "name", "x", "colour", "red"))
                .post("/manage/v1/tenants");

        answer.then().statusCode(400).body("error.message", containsString("colour"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "\"x\"", "null", "{\"id\":5}"})
    void shouldAnswer400WhenBodyIsNoTenant(String body) {
        var answer = hangil.as(OPERATOR).body(body).post("/manage/v1/tenants");

        answer.then().statusCode(400).body("error.type", is("invalid_request_error"));
    }

    @Test
    void shouldRefuseTenantCreationWhenCallerIsNoOperator() {
        var answer = hangil.as(HANEUL).body(Map.of("id", "mine", "name", "x")).post("/manage/v1/tenants");

        answer.then().statusCode(403).body("error.code", is("permission_denied"));
    }

    @Test
    void shouldListOnlyOwnTenantsWhenCallerIsMember() {
        var answer = hangil.as(HANEUL).get("/manage/v1/tenants");

        answer.then()
                .statusCode(200)
                .body("data.id", contains("narae"))
                .body("data[0].role", is("OWNER"))
                .body("next", nullValue());
    }

    @Test
    void shouldListEveryTenantInPagesWhenCallerIsOperator() {
        var first = hangil.as(OPERATOR).queryParam("limit", 1).get("/manage/v1/tenants");

        first.then().statusCode(200).body("data", hasSize(1)).body("next", notNullValue());
        String next = first.jsonPath().getString("next");
        hangil.as(OPERATOR)
                .queryParam("limit", 1)
                .queryParam("after", next)
                .get("/manage/v1/tenants")
                .then()
                .statusCode(200)
                .body("data", hasSize(1))
                .body("data[0].id", org.hamcrest.Matchers.greaterThan(next));
        hangil.as(OPERATOR)
                .queryParam("limit", 200)
                .get("/manage/v1/tenants")
                .then()
                .body("data.id", hasItems("narae", "miru"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "201", "-1", "many", "99999999999"})
    void shouldRefuseLimitWhenItIsOutOfRange(String limit) {
        var answer = hangil.as(OPERATOR).queryParam("limit", limit).get("/manage/v1/tenants");

        answer.then().statusCode(400).body("error.param", is("limit"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/members", "/projects", "/keys", "/audit", "/audit/verification", "/keys/abcdefghijkl"})
    void shouldHideTenantWhenCallerIsNoMember(String room) {
        var answer = hangil.as(SORA).get("/manage/v1/tenants/narae" + room);

        answer.then().statusCode(404).body("error.code", is("not_found"));
    }

    @Test
    void shouldHideTenantFromWritesWhenCallerIsNoMember() {
        String subject = hangil.subject(SORA);

        hangil.newKey(SORA, "narae", Map.of("name", "x")).statusCode(404);
        hangil.as(SORA)
                .body(Map.of("role", "OWNER"))
                .put("/manage/v1/tenants/narae/members/" + subject)
                .then()
                .statusCode(404);
        hangil.as(SORA)
                .body(Map.of("id", "proj", "name", "x"))
                .post("/manage/v1/tenants/narae/projects")
                .then()
                .statusCode(404);
    }

    @Test
    void shouldAnswerExactlyAlikeWhenTenantIsHiddenAndWhenItIsNotThere() {
        String hidden =
                hangil.as(SORA).get("/manage/v1/tenants/narae").jsonPath().getString("error.message");

        String absent =
                hangil.as(SORA).get("/manage/v1/tenants/nobody").jsonPath().getString("error.message");

        assertThat(withoutIds(absent)).isEqualTo(withoutIds(hidden));
    }

    private static String withoutIds(String message) {
        return message.replaceAll("narae|nobody", "X").replaceAll("request id: \\S+", "");
    }

    @Test
    void shouldRefuseMembershipWhenTokenNamesNoOrganization() {
        String token = keycloak.userToken(HANEUL, "openid", "profile", "email");
        assertThat(new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8))
                .doesNotContain("narae\"");

        var answer = given().auth().oauth2(token).get("/manage/v1/tenants/narae");

        answer.then().statusCode(404).body("error.message", containsString("scope 'organization'"));
    }

    @Test
    void shouldAnswer401WhenNobodyIsSignedIn() {
        given().get("/manage/v1/tenants").then().statusCode(401).body("error.code", is("missing_credentials"));
    }

    @Test
    void shouldRefuseApiKeyWhenItComesToTheControlPlane() {
        String key = hangil.key(HANEUL, "narae").get("key");

        var answer = given().auth().oauth2(key).get("/manage/v1/tenants");

        answer.then().statusCode(401).body("error.message", containsString("not an API key"));
    }

    @Test
    void shouldRefuseTokenWhenItsAudienceIsAnotherService() {
        String token = keycloak.token("inference-service");

        var answer = given().auth().oauth2(token).get("/manage/v1/tenants");

        answer.then().statusCode(401).body("error.message", containsString("audience"));
    }

    @Test
    void shouldRefuseTokenWhenItsSignatureIsBroken() {
        String token = hangil.token(HANEUL);
        String broken = token.substring(0, token.length() - 6) + "AAAAAA";

        var answer = given().auth().oauth2(broken).get("/manage/v1/tenants");

        answer.then().statusCode(401).body("error.code", is("invalid_token"));
    }

    @Test
    void shouldLetOnlyManagersWorkWhenProjectsAreMade() {
        var denied =
                hangil.as(BADA).body(Map.of("id", "search", "name", "검색")).post("/manage/v1/tenants/narae/projects");

        denied.then().statusCode(403);
        hangil.as(HANEUL)
                .body(Map.of("id", "search", "name", "검색"))
                .post("/manage/v1/tenants/narae/projects")
                .then()
                .statusCode(org.hamcrest.Matchers.oneOf(200, 201));
        hangil.as(BADA)
                .get("/manage/v1/tenants/narae/projects")
                .then()
                .statusCode(200)
                .body("data.id", hasItems("search"));
    }

    @Test
    void shouldKeepTheIdWhenAProjectIsRenamed() {
        String tenant = hangil.newTenant();
        String path = "/manage/v1/tenants/" + tenant + "/projects";
        hangil.as(OPERATOR)
                .body(Map.of("id", "search", "name", "검색"))
                .post(path)
                .then()
                .statusCode(201);

        var renamed = hangil.as(OPERATOR).body(Map.of("name", "통합 검색")).put(path + "/search");

        renamed.then().statusCode(200).body("id", is("search")).body("name", is("통합 검색"));
        hangil.as(OPERATOR).get(path + "/search").then().statusCode(200).body("name", is("통합 검색"));
        hangil.as(OPERATOR)
                .body(Map.of("name", " "))
                .put(path + "/search")
                .then()
                .statusCode(400);
        hangil.as(OPERATOR)
                .body(Map.of("name", "x"))
                .put(path + "/nowhere")
                .then()
                .statusCode(404);
        hangil.as(OPERATOR).get(path + "/nowhere").then().statusCode(404).body("error.param", is("project"));
        hangil.as(OPERATOR)
                .get("/manage/v1/tenants/{t}/audit", tenant)
                .then()
                .body("data.action", contains("project.rename", "project.create", "tenant.create"))
                .body("data[0].detail.name", is("통합 검색"));
    }

    @Test
    void shouldLetOnlyManagersRenameProjects() {
        String path = "/manage/v1/tenants/narae/projects/search";
        hangil.as(HANEUL)
                .body(Map.of("id", "search", "name", "검색"))
                .post("/manage/v1/tenants/narae/projects")
                .then()
                .statusCode(org.hamcrest.Matchers.oneOf(200, 201));

        hangil.as(BADA).body(Map.of("name", "x")).put(path).then().statusCode(403);
        hangil.as(BADA).get(path).then().statusCode(200).body("name", is("검색"));
        hangil.as(SORA).body(Map.of("name", "x")).put(path).then().statusCode(404);
        hangil.as(SORA).get(path).then().statusCode(404);
    }

    @Test
    void shouldAnswerBillingsQuestionWhenItAsksForAMember() {
        String subject = hangil.subject(HANEUL);

        var answer = hangil.as("billing-service").get("/manage/v1/tenants/narae/members/" + subject);

        answer.then().statusCode(200).body("role", is("OWNER")).body("subject", is(subject));
        hangil.as("billing-service")
                .get("/manage/v1/tenants/narae/members/nobody")
                .then()
                .statusCode(404);
        hangil.as("billing-service").get("/manage/v1/tenants/narae/keys").then().statusCode(404);
    }

    @Test
    void shouldKeepTheLastOwnerWhenSomebodyRemovesThem() {
        String tenant = hangil.newTenant();
        hangil.member(tenant, HANEUL, "OWNER").statusCode(201);
        String subject = hangil.subject(HANEUL);

        var removal = hangil.as(OPERATOR).delete("/manage/v1/tenants/{t}/members/{s}", tenant, subject);

        removal.then().statusCode(409).body("error.message", containsString("last OWNER"));
        hangil.member(tenant, HANEUL, "VIEWER").statusCode(409);
        hangil.member(tenant, SORA, "OWNER").statusCode(201);
        hangil.member(tenant, HANEUL, "VIEWER").statusCode(200);
    }

    @Test
    void shouldKeepAdminsFromMakingOwnersWhenTheyTry() {
        hangil.member("narae", BADA, "ADMIN").statusCode(200);
        String subject = hangil.subject(SORA);

        var answer = hangil.as(BADA).body(Map.of("role", "OWNER")).put("/manage/v1/tenants/narae/members/" + subject);

        answer.then().statusCode(403).body("error.message", containsString("OWNER"));
        hangil.as(BADA)
                .delete("/manage/v1/tenants/narae/members/" + hangil.subject(HANEUL))
                .then()
                .statusCode(403);
        hangil.member("narae", BADA, "DEVELOPER").statusCode(200);
    }

    @Test
    void shouldRecordEveryChangeInAnUnbrokenChainWhenATenantIsWorkedOn() {
        String tenant = hangil.newTenant();
        hangil.member(tenant, HANEUL, "OWNER").statusCode(201);
        String key = hangil.key(OPERATOR, tenant).get("id");
        hangil.as(OPERATOR)
                .delete("/manage/v1/tenants/{t}/keys/{k}", tenant, key)
                .then()
                .statusCode(204);

        var trail = hangil.as(OPERATOR).get("/manage/v1/tenants/{t}/audit", tenant);

        trail.then()
                .statusCode(200)
                .body("data.action", contains("key.revoke", "key.create", "member.put", "tenant.create"))
                .body("data.actor.label", everyItem(is(OPERATOR)))
                .body("data[0].target", is(key))
                .body("data[0].previousHash", is(trail.jsonPath().getString("data[1].hash")));
        hangil.as(OPERATOR)
                .get("/manage/v1/tenants/{t}/audit/verification", tenant)
                .then()
                .statusCode(200)
                .body("intact", is(true))
                .body("entries", is(4));
    }

    @Test
    void shouldNameTheEntryWhenSomebodyEditedTheTrailInTheDatabase() throws SQLException {
        String tenant = hangil.newTenant();
        hangil.member(tenant, HANEUL, "OWNER").statusCode(201);
        hangil.member(tenant, SORA, "VIEWER").statusCode(201);

        try (Connection superuser = postgres.connect("postgres")) {
            superuser.createStatement().execute("SET session_replication_role = replica");
            PreparedStatement edit = superuser.prepareStatement(
                    "UPDATE gateway.audit_entry SET detail = '{\"role\":\"VIEWER\"}' WHERE scope = ? AND seq = 2");
            edit.setString(1, tenant);
            assertThat(edit.executeUpdate()).isEqualTo(1);
        }

        hangil.as(OPERATOR)
                .get("/manage/v1/tenants/{t}/audit/verification", tenant)
                .then()
                .statusCode(200)
                .body("intact", is(false))
                .body("brokenAt", is(2))
                .body("entries", is(1));
    }
}

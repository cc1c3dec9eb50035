package kr.hangil.gateway.policy;

import static kr.hangil.gateway.ControlPlane.BADA;
import static kr.hangil.gateway.ControlPlane.HANEUL;
import static kr.hangil.gateway.ControlPlane.OPERATOR;
import static kr.hangil.gateway.ControlPlane.SORA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import kr.hangil.gateway.ControlPlane;
import kr.hangil.gateway.RealServers;
import kr.hangil.gateway.snapshot.Limits;
import kr.hangil.gateway.snapshot.SnapshotService;
import kr.hangil.gateway.snapshot.TenantPolicy;
import kr.hangil.stack.keycloak.KeycloakServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@RealServers
class PolicyTest {

    @Inject
    SnapshotService snapshots;

    KeycloakServer keycloak;
    ControlPlane hangil;
    String tenant;

    @BeforeEach
    void aTenant() {
        hangil = new ControlPlane(keycloak).withDemoTenants();
        hangil.route("policy/one");
        hangil.route("policy/two");
        tenant = hangil.newTenant();
    }

    private String path(String tenant) {
        return "/manage/v1/tenants/" + tenant + "/policy";
    }

    private ValidatableResponse put(String path, String user, String ifMatch, Map<String, ?> body) {
        return hangil.as(user).header("If-Match", ifMatch).body(body).put(path).then();
    }

    private ValidatableResponse decide(String ifMatch, Map<String, ?> body) {
        return put(path(tenant), OPERATOR, ifMatch, body);
    }

    private ValidatableResponse impose(String ifMatch, Map<String, ?> body) {
        return put(path(tenant) + "/platform", OPERATOR, ifMatch, body);
    }

    @Test
    void shouldReachTheDataPlaneAtOnceWhenAPolicyIsDecided() {
        decide(
                        "\"0\"",
                        Map.of(
                                "limits",
                                Map.of("requestsPerMinute", 60, "tokensPerMinute", 6_000_000_000L),
                                "regions",
                                List.of("kr-ulsan"),
                                "fallbacks",
                                Map.of("policy/one", List.of("policy/two"))))
                .statusCode(200)
                .header("ETag", is("\"1\""))
                .body("effective.limits.requestsPerMinute", is(60));

        TenantPolicy known = snapshots.current().policy(tenant);

        assertThat(known.limits()).isEqualTo(new Limits(60, 6_000_000_000L, null));
        assertThat(known.regions()).containsExactly("kr-ulsan");
        assertThat(known.fallbacks()).containsEntry("policy/one", List.of("policy/two"));
        hangil.as(OPERATOR)
                .get("/manage/v1/tenants/{t}/audit", tenant)
                .then()
                .body("data[0].action", is("policy.put"))
                .body("data[0].detail.policy.limits.tokensPerMinute", is(6_000_000_000L));
    }

    @Test
    void shouldHoldTheStricterOfBothWhenThePlatformImposes() {
        decide("\"0\"", Map.of("limits", Map.of("requestsPerMinute", 100, "concurrency", 5)))
                .statusCode(200);

        var imposed = impose("\"1\"", Map.of("limits", Map.of("requestsPerMinute", 10, "concurrency", 50)));

        imposed.statusCode(200)
                .body("limits.requestsPerMinute", is(100))
                .body("platform.limits.requestsPerMinute", is(10))
                .body("effective.limits.requestsPerMinute", is(10))
                .body("effective.limits.concurrency", is(5));
        decide("\"2\"", Map.of("limits", Map.of("requestsPerMinute", 1000))).statusCode(200);
        assertThat(snapshots.current().policy(tenant).limits()).isEqualTo(new Limits(10, null, 50));
    }

    @Test
    void shouldLoseNobodysChangeWhenTwoWrite() {
        decide("\"0\"", Map.of()).statusCode(200);

        var late = decide("\"0\"", Map.of());

        late.statusCode(412).body("error.message", containsString("\"1\""));
        hangil.as(OPERATOR).body(Map.of()).put(path(tenant)).then().statusCode(428);
    }

    @Test
    void shouldSayWhatIsWrongWhenThePolicyIs() {
        decide("\"0\"", Map.of("regions", List.of("us-east")))
                .statusCode(400)
                .body("error.param", is("regions"))
                .body("error.message", containsString("kr-ulsan"));
        decide("\"0\"", Map.of("projects", Map.of("nowhere", Map.of("concurrency", 1))))
                .statusCode(400)
                .body("error.param", is("projects"));
        decide("\"0\"", Map.of("limits", Map.of("tokensPerMinute", 0)))
                .statusCode(400)
                .body("error.param", is("limits.tokensPerMinute"));
        decide("\"0\"", Map.of("fallbacks", Map.of("policy/one", List.of("policy/none"))))
                .statusCode(400)
                .body("error.param", is("fallbacks"))
                .body("error.message", containsString("policy/none"));
        decide(
                        "\"0\"",
                        Map.of(
                                "fallbacks",
                                Map.of("policy/one", List.of("policy/two"), "policy/two", List.of("policy/one"))))
                .statusCode(400)
                .body("error.message", containsString("lead back"));
        decide("\"0\"", Map.of("fallbacks", Map.of("policy/one", List.of("a", "b", "c", "d"))))
                .statusCode(400)
                .body("error.message", containsString("1 to 3"));
        decide("\"0\"", Map.of("colour", "red")).statusCode(400);
    }

    @Test
    void shouldRefuseToLeaveNoRegionWhenBothLayersDisagree() {
        hangil.as(OPERATOR)
                .body(Map.of(
                        "capabilities",
                        List.of("chat"),
                        "deployments",
                        List.of(Map.of("name", "d", "region", "kr-seoul"))))
                .put("/manage/v1/routes/policy-in-seoul")
                .then()
                .statusCode(org.hamcrest.Matchers.oneOf(200, 201));
        impose("\"0\"", Map.of("regions", List.of("kr-ulsan"))).statusCode(200);

        var refused = decide("\"1\"", Map.of("regions", List.of("kr-seoul")));

        refused.statusCode(409).body("error.param", is("regions"));
        hangil.as(HANEUL).get("/manage/v1/regions").then().statusCode(200).body("data.id", hasItem("kr-seoul"));
    }

    @Test
    void shouldKeepEachToTheirPartWhenTheyTouchThePolicy() {
        String etag = hangil.as(BADA)
                .get(path("narae"))
                .then()
                .statusCode(200)
                .extract()
                .header("ETag");

        put(path("narae"), BADA, etag, Map.of()).statusCode(403);
        put(path("narae") + "/platform", HANEUL, etag, Map.of()).statusCode(403);
        hangil.as(SORA).get(path("narae")).then().statusCode(404);
        put(path("narae"), HANEUL, etag, Map.of("limits", Map.of("concurrency", 1000)))
                .statusCode(200);
    }
}

package kr.hangil.billing.membership;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.http.Fault;
import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import jakarta.json.Json;
import java.util.List;
import java.util.Map;
import kr.hangil.billing.RunningBilling;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@SuppressWarnings("NullAway.Init")
class TenantAccessTest extends RunningBilling {

    private static final String NARAE_MEMBERS = "/manage/v1/tenants/narae/members/.*";

    WireMockServer gateway;

    @Inject
    @CacheName("membership")
    Cache memberships;

    @BeforeEach
    void forget() {
        gateway.resetAll();
        memberships.invalidateAll().await().indefinitely();
    }

    @Test
    void shouldLetAMemberReadItsTenantOnceTheGatewayConfirms() {
        gateway.stubFor(get(urlPathMatching(NARAE_MEMBERS))
                .willReturn(okJson("{\"subject\":\"s\",\"role\":\"OWNER\",\"email\":\"e\",\"name\":\"n\"}")));

        usageOf("narae", "haneul@narae.example").statusCode(200).body("tenant", equalTo("narae"));
        usageOf("narae", "haneul@narae.example").statusCode(200);

        gateway.verify(
                1,
                getRequestedFor(urlPathMatching(NARAE_MEMBERS))
                        .withHeader("Authorization", matching("Bearer .+"))
                        .withHeader("x-request-id", matching(".+"))
                        .withHeader("x-hangil-deadline-ms", matching("\\d+")));
    }

    @Test
    void shouldRefuseAnotherTenantWithoutAskingTheGateway() {
        gateway.stubFor(get(urlPathMatching(".*")).willReturn(okJson("{\"role\":\"OWNER\"}")));

        for (String question : List.of("usage", "spend", "events")) {
            given().auth()
                    .oauth2(keycloak.userToken("haneul@narae.example"))
                    .get("/v1/tenants/miru/" + question)
                    .then()
                    .statusCode(403)
                    .body("error.code", equalTo("permission_denied"));
        }
        assertThat(gateway.getAllServeEvents()).isEmpty();
    }

    @Test
    void shouldRefuseAUserWhoIsInTheOrganizationButNoMember() {
        gateway.stubFor(
                get(urlPathMatching(NARAE_MEMBERS)).willReturn(aResponse().withStatus(404)));

        usageOf("narae", "haneul@narae.example").statusCode(403).body("error.code", equalTo("permission_denied"));
    }

    @Test
    void shouldAskAgainAfterARefusal() {
        gateway.stubFor(
                get(urlPathMatching(NARAE_MEMBERS)).willReturn(aResponse().withStatus(404)));
        usageOf("narae", "bada@narae.example").statusCode(403);
        gateway.stubFor(get(urlPathMatching(NARAE_MEMBERS)).willReturn(okJson("{\"role\":\"VIEWER\"}")));

        usageOf("narae", "bada@narae.example").statusCode(200);
    }

    @Test
    void shouldBeUnavailableWhileTheGatewayIs() {
        gateway.stubFor(
                get(urlPathMatching(NARAE_MEMBERS)).willReturn(aResponse().withStatus(503)));
        usageOf("narae", "haneul@narae.example").statusCode(503).body("error.code", equalTo("unavailable"));

        gateway.stubFor(
                get(urlPathMatching(NARAE_MEMBERS)).willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));
        usageOf("narae", "haneul@narae.example").statusCode(503);
    }

    @Test
    void shouldRefuseAServiceThatOnlyWritesUsage() {
        gateway()
                .get("/v1/tenants/narae/usage")
                .then()
                .statusCode(403)
                .body("error.code", equalTo("permission_denied"));
    }

    @Test
    void shouldKeepOperatorsPagesFromMembers() {
        given().auth()
                .oauth2(keycloak.userToken("haneul@narae.example"))
                .get("/v1/verification")
                .then()
                .statusCode(403);
    }

    @Test
    void shouldReadEveryFormOfTheOrganizationClaim() {
        assertThat(TenantAccess.organizations(Json.createObjectBuilder()
                        .add("narae", Json.createObjectBuilder())
                        .build()))
                .containsExactly("narae");
        assertThat(TenantAccess.organizations(
                        Json.createArrayBuilder().add("narae").add("miru").build()))
                .containsExactlyInAnyOrder("narae", "miru");
        assertThat(TenantAccess.organizations(List.of("narae"))).containsExactly("narae");
        assertThat(TenantAccess.organizations(Map.of("narae", Map.of()))).containsExactly("narae");
        assertThat(TenantAccess.organizations(null)).isEmpty();
        assertThat(TenantAccess.organizations("narae")).isEmpty();
    }

    private ValidatableResponse usageOf(String tenantId, String user) {
        return given().auth()
                .oauth2(keycloak.userToken(user))
                .get("/v1/tenants/{tenant}/usage", tenantId)
                .then();
    }
}

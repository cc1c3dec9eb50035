package kr.hangil.gateway.telemetry;

import static io.restassured.RestAssured.given;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import kr.hangil.gateway.ControlPlane;
import kr.hangil.gateway.RealServers;
import kr.hangil.stack.keycloak.KeycloakServer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Prometheus is told of requests to the control plane. */
@QuarkusTest
@RealServers
class ResourceMetricsTest {

    private static final String COUNT = "http_server_request_duration_seconds_count";

    @ConfigProperty(name = "quarkus.management.test-port")
    int managementPort;

    KeycloakServer keycloak;

    private ControlPlane control;
    private String tenant = "";

    @BeforeEach
    void makeTenant() {
        control = new ControlPlane(keycloak);
        tenant = control.newTenant();
    }

    @Test
    void shouldCountRequestsToTheControlPlaneByRouteMethodAndClassOfStatus() {
        // Given
        String keys = "/manage/v1/tenants/{tenant}/keys";
        double listed = count(keys, "GET", "2xx");
        double refused = count(keys, "POST", "4xx");
        double unknown = count(keys, "GET", "4xx");

        // When
        control.as(ControlPlane.OPERATOR).get("/manage/v1/tenants/" + tenant + "/keys");
        control.as(ControlPlane.OPERATOR).get("/manage/v1/tenants/" + tenant + "/keys");
        control.newKey(ControlPlane.OPERATOR, tenant, Map.of("name", ""));
        given().get("/manage/v1/tenants/" + tenant + "/keys").then().statusCode(401);

        // Then
        await().atMost(20, SECONDS).untilAsserted(() -> {
            assertThat(count(keys, "GET", "2xx")).isEqualTo(listed + 2);
            assertThat(count(keys, "POST", "4xx")).isEqualTo(refused + 1);
            assertThat(count(keys, "GET", "4xx")).isEqualTo(unknown + 1);
        });
    }

    @Test
    void shouldNameNoTenantAndLeaveTheDataPlaneToItsOwnHistograms() {
        // Given
        String key = control.key(ControlPlane.OPERATOR, tenant).get("key");

        // When
        given().auth().oauth2(key).get("/v1/models");
        given().get("/nowhere/" + tenant);

        // Then
        assertThat(metrics().lines().filter(line -> line.startsWith("http_server_")))
                .isNotEmpty()
                .allSatisfy(line ->
                        assertThat(line).contains("http_route=\"/manage/v1/").doesNotContain(tenant));
    }

    private double count(String route, String method, String status) {
        String series = COUNT + "{http_request_method=\"" + method + "\",http_response_status_class=\"" + status
                + "\",http_route=\"" + route + "\"} ";
        return metrics()
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
                .sum();
    }

    private String metrics() {
        return given().port(managementPort).get("/q/metrics").asString();
    }
}

package kr.hangil.gateway.dataplane;

import static io.restassured.RestAssured.given;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import kr.hangil.gateway.ControlPlane;
import kr.hangil.gateway.RealServers;
import kr.hangil.stack.keycloak.KeycloakServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@RealServers
@WithTestResource(value = StandIns.class, scope = TestResourceScope.GLOBAL)
class RoutingTest {

    KeycloakServer keycloak;

    private final StandIns standIns = StandIns.current();
    private ControlPlane control;
    private String tenant = "";
    private String key = "";

    @BeforeEach
    void makeTenantAndRoutes() throws IOException {
        control = new ControlPlane(keycloak);
        tenant = control.newTenant();
        key = control.key(ControlPlane.OPERATOR, tenant).get("key");
        String down = closedPort();
        route(
                "stand-in",
                ControlPlane.deployment(
                        "stand-in", "kr-ulsan", 100, List.of(standIns.pod().url())));
        route("stand-in/down", ControlPlane.deployment("down", "kr-ulsan", 100, List.of(down)));
        await().atMost(10, SECONDS)
                .until(() -> chat("stand-in", "whole", false).extract().statusCode() == 200);
    }

    @SafeVarargs
    private void route(String model, Map<String, ?>... deployments) {
        control.route(model, List.of("chat", "completion"), List.of(deployments));
    }

    private void policy(Map<String, ?> policy) {
        control.as(ControlPlane.OPERATOR)
                .header("If-Match", "\"0\"")
                .body(policy)
                .put("/manage/v1/tenants/{t}/policy", tenant)
                .then()
                .statusCode(200);
    }

    private ValidatableResponse chat(String model, String text, boolean stream) {
        return chat(key, model, text, stream, "interactive");
    }

    private static ValidatableResponse chat(String key, String model, String text, boolean stream, String priority) {
        JsonObject body = new JsonObject()
                .put(
                        "messages",
                        new JsonArray().add(new JsonObject().put("role", "user").put("content", text)))
                .put("model", model)
                .put("stream", stream);
        return given().auth()
                .oauth2(key)
                .header("x-hangil-priority", priority)
                .contentType(ContentType.JSON)
                .body(body.encode())
                .post("/v1/chat/completions")
                .then();
    }

    private static String closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return "http://localhost:" + socket.getLocalPort();
        }
    }

    private List<JsonObject> events(int expected) {
        await().atMost(10, SECONDS)
                .until(() -> standIns.billing().booked(tenant).size() >= expected);
        return standIns.billing().booked(tenant);
    }

    @Test
    void shouldAnswerFromTheTenantsFallbackAndSaySo() {
        policy(Map.of("fallbacks", Map.of("stand-in/down", List.of("stand-in"))));
        int before = standIns.pod().asked().size();

        chat("stand-in/down", "whole", false)
                .statusCode(200)
                .header("x-hangil-served-by", is("stand-in"))
                .header("x-hangil-cost-krw", is("10"));
        String stream = chat("stand-in/down", "stream", true)
                .statusCode(200)
                .header("x-hangil-served-by", is("stand-in"))
                .extract()
                .asString();

        assertThat(stream).contains("하나").endsWith("data: [DONE]\n\n");
        assertThat(standIns.pod().asked().subList(before, standIns.pod().asked().size()))
                .extracting(asked -> asked.getString("model"))
                .containsOnly("stand-in");
        List<JsonObject> completed = events(5).stream()
                .filter(event -> event.getString("outcome").equals("completed"))
                .toList();
        assertThat(completed)
                .extracting(event -> event.getString("servedModel"))
                .containsOnly("stand-in");
        assertThat(standIns.billing().booked(tenant))
                .as("each attempt has its own event")
                .extracting(event -> event.getString("eventId"))
                .doesNotHaveDuplicates();
    }

    @Test
    void shouldNeverAnswerFromAnotherModelUnasked() {
        chat("stand-in/down", "whole", false)
                .statusCode(503)
                .header("x-hangil-served-by", nullValue())
                .header("retry-after", notNullValue())
                .body("error.code", equalTo("no_replica"))
                .body("error.message", containsString("stand-in/down"));
    }

    @Test
    void shouldNotFallBackToWhatTheCallerMayNotUse() {
        policy(Map.of("fallbacks", Map.of("stand-in/down", List.of("stand-in"))));
        String narrow = control.newKey(
                        ControlPlane.OPERATOR, tenant, Map.of("name", "narrow", "models", List.of("stand-in/down")))
                .statusCode(201)
                .extract()
                .path("key");

        chat(narrow, "stand-in/down", "whole", false, "interactive")
                .statusCode(503)
                .header("x-hangil-served-by", nullValue())
                .body("error.message", containsString("stand-in/down"));
    }

    @Test
    void shouldTellAClientsMistakeRatherThanFallBack() {
        policy(Map.of("fallbacks", Map.of("stand-in", List.of("stand-in/down"))));

        chat("stand-in", "overflow", false).statusCode(400).header("x-hangil-served-by", nullValue());
    }

    @Test
    void shouldServeOnlyWhereTheTenantAllowsWhenAModelRunsInTwoRegions() throws IOException {
        route(
                "stand-in/spare",
                ControlPlane.deployment("seoul", "kr-seoul", 1000, List.of(closedPort())),
                ControlPlane.deployment(
                        "ulsan", "kr-ulsan", 1, List.of(standIns.pod().url())));
        policy(Map.of("regions", List.of("kr-ulsan")));

        for (int i = 0; i < 10; i++) {
            chat("stand-in/spare", "whole", false).statusCode(200).header("x-hangil-region", is("kr-ulsan"));
        }

        assertThat(events(10))
                .extracting(event -> event.getString("deployment"))
                .doesNotContain("seoul");
        given().auth().oauth2(key).get("/v1/models/stand-in/spare").then().body("regions", is(List.of("kr-ulsan")));
    }

    @Test
    void shouldWaitForRoomWhenThePodIsFullInsteadOfRefusing() {
        standIns.pod().refuseNext(2);

        chat("stand-in", "busy", false).statusCode(200);

        List<JsonObject> events = events(3);
        assertThat(events.stream().filter(event -> event.getString("outcome").equals("completed")))
                .hasSizeGreaterThanOrEqualTo(1);
        assertThat(events.stream()
                        .filter(event -> event.getString("outcome").equals("failed"))
                        .mapToLong(event -> event.getLong("promptTokens") + event.getLong("completionTokens")))
                .as("what found no room costs nothing")
                .containsOnly(0L);
    }

    @Test
    void shouldShowAPodAnotherTokenWhenItDoesNotAcceptTheOneItHas() {
        chat("stand-in", "whole", false).statusCode(200);
        String before = standIns.pod().bearers().getLast();
        standIns.pod().noLongerAccept(before);

        // A token that came a moment ago is not exchanged.
        await().atMost(20, SECONDS)
                .pollDelay(Duration.ofSeconds(6))
                .untilAsserted(() -> chat("stand-in", "stranger", false).statusCode(200));

        assertThat(standIns.pod().bearers().getLast()).startsWith("Bearer ey").isNotEqualTo(before);
        assertThat(events(3).stream().filter(event -> event.getString("outcome").equals("failed")))
                .hasSize(1);
    }

    @Test
    void shouldSayThatAPodAcceptsNoTokenOfTheGateways() {
        chat("stand-in", "unwelcome", false)
                .statusCode(503)
                .body("error.message", containsString("does not accept this gateway"));
    }

    @Test
    void shouldRefuseAPriorityThatThereIsNot() {
        chat(key, "stand-in", "whole", false, "soon")
                .statusCode(400)
                .body("error.param", equalTo("x-hangil-priority"))
                .body("error.message", containsString("batch"));
        chat(key, "stand-in", "whole", false, "batch").statusCode(200);
    }

    @Test
    void shouldReportToOperatorsAloneWhereRequestsGo() {
        chat("stand-in", "whole", false).statusCode(200);

        control.as(ControlPlane.OPERATOR)
                .get("/manage/v1/routing")
                .then()
                .statusCode(200)
                .body("gateway", is("gw-0"))
                .body(
                        "models.find { it.model == 'stand-in' }.replicas[0].url",
                        is(standIns.pod().url()))
                .body("models.find { it.model == 'stand-in' }.lastRequestAt", notNullValue());
        control.as(ControlPlane.HANEUL).get("/manage/v1/routing").then().statusCode(403);
    }
}

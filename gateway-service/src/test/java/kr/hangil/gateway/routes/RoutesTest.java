package kr.hangil.gateway.routes;

import static kr.hangil.gateway.ControlPlane.HANEUL;
import static kr.hangil.gateway.ControlPlane.OPERATOR;
import static kr.hangil.gateway.ControlPlane.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import kr.hangil.gateway.ControlPlane;
import kr.hangil.gateway.RealServers;
import kr.hangil.gateway.snapshot.Deployment;
import kr.hangil.gateway.snapshot.Route;
import kr.hangil.gateway.snapshot.SnapshotService;
import kr.hangil.stack.keycloak.KeycloakServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@RealServers
class RoutesTest {

    @Inject
    SnapshotService snapshots;

    KeycloakServer keycloak;
    ControlPlane hangil;

    @BeforeEach
    void people() {
        hangil = new ControlPlane(keycloak).withDemoTenants();
    }

    private static Map<String, Object> body() {
        return bodyWith(
                "replicas",
                List.of(
                        Map.of("name", "b", "url", "http://127.0.0.1:1"),
                        Map.of("name", "a", "url", "https://pod.example:8443")));
    }

    /** A body whose one deployment has {@code field} as it is given. */
    private static Map<String, Object> bodyWith(String field, Object value) {
        Map<String, Object> deployment = new HashMap<>(Map.of("name", "mini", "region", "kr-ulsan"));
        deployment.put(field, value);
        Map<String, Object> body = new HashMap<>();
        body.put("capabilities", List.of("chat", "embedding"));
        body.put("deployments", List.of(deployment));
        return body;
    }

    @Test
    void shouldServeTheNameAtOnceWhenARouteIsPut() {
        String key = hangil.key(HANEUL, "narae").get("key");

        var put = hangil.as(OPERATOR).body(body()).put("/manage/v1/routes/routes-test/put");

        put.then().statusCode(201).body("servedModel", is("routes-test/put"));
        call(key).body("data.id", hasItem("routes-test/put"));
        hangil.as(OPERATOR)
                .get("/manage/v1/routes/routes-test/put")
                .then()
                .statusCode(200)
                .body("deployments[0].replicas.name", contains("b", "a"))
                .body("deployments[0].weight", is(100))
                .body("capabilities", contains("chat", "embedding"));
        Map<String, Object> changed = bodyWith("replicas", List.of(Map.of("name", "a", "url", "http://127.0.0.1:2")));
        hangil.as(OPERATOR)
                .body(changed)
                .put("/manage/v1/routes/routes-test/put")
                .then()
                .statusCode(200)
                .body("deployments[0].replicas.url", contains("http://127.0.0.1:2"));
    }

    @Test
    void shouldForgetTheNameAtOnceWhenTheRouteIsDeleted() {
        String key = hangil.key(HANEUL, "narae").get("key");
        hangil.as(OPERATOR).body(body()).put("/manage/v1/routes/routes-test-gone");

        hangil.as(OPERATOR).delete("/manage/v1/routes/routes-test-gone").then().statusCode(204);

        call(key).body("data.id", not(hasItem("routes-test-gone")));
        hangil.as(OPERATOR).delete("/manage/v1/routes/routes-test-gone").then().statusCode(404);
    }

    @Test
    void shouldServeWhatTheClusterHasWhenTheRouteThatHidItIsDeleted() {
        String name = "routes-test-hidden";
        hangil.as(OPERATOR).body(body()).put("/manage/v1/routes/" + name);
        Deployment found = new Deployment("mini/cpu", "kr-ulsan", 0, null, List.of());
        snapshots.discovered(Map.of(name, new Route(name, Set.of("chat"), List.of(found), Duration.ZERO)));

        hangil.as(OPERATOR).delete("/manage/v1/routes/" + name).then().statusCode(204);

        assertThat(snapshots.current().discoveredRoutes()).containsKey(name);
        snapshots.discovered(Map.of());
    }

    @Test
    void shouldConflictWhenARouteIsCreatedTwice() {
        Map<String, Object> body = body();
        body.put("servedModel", "routes-test-twice-" + System.nanoTime());

        hangil.as(OPERATOR).body(body).post("/manage/v1/routes").then().statusCode(201);

        hangil.as(OPERATOR).body(body).post("/manage/v1/routes").then().statusCode(409);
    }

    @Test
    void shouldKeepPodsToOperatorsWhenMembersLook() {
        hangil.as(OPERATOR).body(body()).put("/manage/v1/routes/routes-test-seen");

        var seen = hangil.as(HANEUL).get("/manage/v1/routes/routes-test-seen");

        seen.then()
                .statusCode(200)
                .body("deployments[0].region", is("kr-ulsan"))
                .body("deployments[0].replicas", nullValue());
        hangil.as(HANEUL)
                .body(body())
                .put("/manage/v1/routes/routes-test-seen")
                .then()
                .statusCode(403);
        hangil.as(HANEUL).delete("/manage/v1/routes/routes-test-seen").then().statusCode(403);
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://pod, deployments[0].replicas[0].url, http or https",
        "pod:8082, deployments[0].replicas[0].url, http or https",
        "http://, deployments[0].replicas[0].url, ''",
        "'not a url', deployments[0].replicas[0].url, ''",
    })
    void shouldNameTheReplicaWhenItsAddressIsWrong(String url, String param, String message) {
        Map<String, Object> body = bodyWith("replicas", List.of(Map.of("name", "a", "url", url)));

        var answer = hangil.as(OPERATOR).body(body).put("/manage/v1/routes/routes-test-bad");

        answer.then().statusCode(400).body("error.param", is(param)).body("error.message", containsString(message));
    }

    @Test
    void shouldRefuseTheRouteWhenAFieldIsWrong() {
        Map<String, Object> twins = bodyWith(
                "replicas",
                List.of(Map.of("name", "a", "url", "http://h:1"), Map.of("name", "a", "url", "http://h:2")));
        Map<String, Object> twinDeployments = body();
        twinDeployments.put(
                "deployments",
                List.of(Map.of("name", "d", "region", "kr-ulsan"), Map.of("name", "d", "region", "kr-seoul")));
        Map<String, Object> none = body();
        none.put("deployments", List.of());
        Map<String, Object> capability = body();
        capability.put("capabilities", List.of("telepathy"));
        Map<String, Object> region = bodyWith("region", "Ulsan!");
        Map<String, Object> weight = bodyWith("weight", 1001);
        Map<String, Object> other = body();
        other.put("servedModel", "another");

        for (Map<String, Object> wrong : List.of(twins, twinDeployments, none, capability, region, weight, other)) {
            hangil.as(OPERATOR)
                    .body(wrong)
                    .put("/manage/v1/routes/routes-test-bad")
                    .then()
                    .statusCode(400);
        }
    }

    @Test
    void shouldMakeOneRouteWhenTheRequestIsRepeated() {
        String name = "once-" + UUID.randomUUID();
        String token = UUID.randomUUID().toString();
        create(token, name, "d").then().statusCode(201);

        var repeat = create(token, name, "d");

        repeat.then().statusCode(201).body("servedModel", is(name));
        create(token, name, "other").then().statusCode(422).body("error.code", is("idempotency_mismatch"));
        create(UUID.randomUUID().toString(), name, "d").then().statusCode(409);
    }

    private io.restassured.response.Response create(String token, String name, String deployment) {
        return hangil.as(OPERATOR)
                .header("Idempotency-Key", token)
                .body(Map.of(
                        "servedModel",
                        name,
                        "deployments",
                        List.of(Map.of("name", deployment, "region", "kr-ulsan")),
                        "capabilities",
                        List.of("chat", "completion")))
                .post("/manage/v1/routes");
    }
}

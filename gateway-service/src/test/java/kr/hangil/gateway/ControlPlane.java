package kr.hangil.gateway;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import kr.hangil.stack.keycloak.KeycloakServer;

/** The control plane as tests use it: people with real tokens, and what each of them asks for. */
public final class ControlPlane {

    public static final String HANEUL = "haneul@narae.example";
    public static final String BADA = "bada@narae.example";
    public static final String SORA = "sora@miru.example";
    public static final String DAMI = "dami@miru.example";
    public static final String OPERATOR = "operator@hangil.example";

    /** Signing in is slow on purpose; a token is good for the whole run. */
    private static final Map<String, String> TOKENS = new ConcurrentHashMap<>();

    private final KeycloakServer keycloak;

    public ControlPlane(KeycloakServer keycloak) {
        this.keycloak = keycloak;
    }

    /** Both demo tenants, with an owner and a developer each; safe to repeat. */
    public ControlPlane withDemoTenants() {
        tenant("narae");
        member("narae", HANEUL, "OWNER");
        member("narae", BADA, "DEVELOPER");
        tenant("miru");
        member("miru", SORA, "OWNER");
        member("miru", DAMI, "DEVELOPER");
        return this;
    }

    public RequestSpecification as(String user) {
        return given().auth().oauth2(token(user)).contentType(ContentType.JSON);
    }

    public String token(String user) {
        return TOKENS.computeIfAbsent(
                keycloak.issuer() + " " + user,
                unused -> user.contains("@") ? keycloak.userToken(user) : keycloak.token(user));
    }

    public String subject(String user) {
        String payload = token(user).split("\\.")[1];
        return new JsonObject(new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8))
                .getString("sub");
    }

    /** A tenant of its own for a test; only operators can see it. */
    public String newTenant() {
        String id = "t" + UUID.randomUUID().toString().substring(0, 8);
        tenant(id);
        return id;
    }

    public void tenant(String id) {
        as(OPERATOR).body(Map.of("id", id, "name", id)).post("/manage/v1/tenants");
    }

    public ValidatableResponse member(String tenant, String user, String role) {
        return as(OPERATOR)
                .body(Map.of("role", role, "email", user))
                .put("/manage/v1/tenants/{t}/members/{s}", tenant, subject(user))
                .then();
    }

    /** A route without replicas; enough to be named. */
    public void route(String servedModel) {
        route(servedModel, List.of("chat"), List.of(deployment("d", "kr-ulsan", 100, List.of())));
    }

    public void route(String servedModel, List<String> capabilities, List<Map<String, ?>> deployments) {
        as(OPERATOR)
                .body(Map.of("capabilities", capabilities, "deployments", deployments))
                .urlEncodingEnabled(false)
                .put("/manage/v1/routes/" + servedModel)
                .then()
                .statusCode(org.hamcrest.Matchers.oneOf(200, 201));
    }

    /** A deployment as a route's body has it, with a replica {@code pod-0}, {@code pod-1}, … at each of {@code urls}. */
    public static Map<String, ?> deployment(String name, String region, int weight, List<String> urls) {
        List<Map<String, String>> replicas = IntStream.range(0, urls.size())
                .mapToObj(i -> Map.of("name", "pod-" + i, "url", urls.get(i)))
                .toList();
        return Map.of("name", name, "region", region, "weight", weight, "replicas", replicas);
    }

    public ValidatableResponse newKey(String user, String tenant, Map<String, ?> body) {
        return as(user).body(body).post("/manage/v1/tenants/{t}/keys", tenant).then();
    }

    /** A key that works, as {@code {id, key, …}}. */
    public Map<String, String> key(String user, String tenant) {
        return newKey(user, tenant, Map.of("name", "test"))
                .statusCode(201)
                .extract()
                .jsonPath()
                .getMap("");
    }

    /** What the data plane says to a credential. */
    public static ValidatableResponse call(String bearer) {
        return given().auth().oauth2(bearer).get("/v1/models").then();
    }
}

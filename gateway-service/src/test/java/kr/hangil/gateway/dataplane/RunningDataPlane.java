package kr.hangil.gateway.dataplane;

import static io.restassured.RestAssured.given;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import kr.hangil.gateway.ControlPlane;
import kr.hangil.gateway.RealServers;
import kr.hangil.stack.keycloak.KeycloakServer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A gateway in front of a stand-in of a pod and of billing; each test has a tenant and a key of its own. */
@RealServers
@WithTestResource(value = StandIns.class, scope = TestResourceScope.GLOBAL)
@SuppressWarnings("NullAway.Init") // the framework sets the fields
abstract class RunningDataPlane {

    static final String CHAT = "/v1/chat/completions";
    private static final List<String> ANSWERS = List.of("chat", "completion", "embedding");

    KeycloakServer keycloak;

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @ConfigProperty(name = "quarkus.management.test-port")
    int managementPort;

    final StandIns standIns = StandIns.current();
    String tenant = "";
    String key = "";

    @BeforeEach
    void makeTenantAndRoutes() throws IOException {
        ControlPlane control = new ControlPlane(keycloak);
        tenant = control.newTenant();
        key = control.key(ControlPlane.OPERATOR, tenant).get("key");
        route(control, "stand-in", ANSWERS, List.of(standIns.pod().url()));
        route(
                control,
                "stand-in/spare",
                ANSWERS,
                List.of(closedPort(), standIns.pod().url()));
        route(control, "stand-in/down", ANSWERS, List.of(closedPort()));
        await().atMost(20, SECONDS).until(() -> models().contains("stand-in/down"));
    }

    @AfterEach
    void bringBillingBack() {
        standIns.billing().down(false);
    }

    JsonObject onlyEvent() {
        await().atMost(20, SECONDS)
                .until(() -> !standIns.billing().booked(tenant).isEmpty());
        assertThat(standIns.billing().booked(tenant)).hasSize(1);
        return standIns.billing().booked(tenant).getFirst();
    }

    String models() {
        return given().auth().oauth2(key).get("/v1/models").asString();
    }

    static void route(ControlPlane control, String name, List<String> capabilities, List<String> urls) {
        control.route(name, capabilities, List.of(ControlPlane.deployment("stand-in", "kr-ulsan", 100, urls)));
    }

    static JsonObject body(String model, String text, boolean stream) {
        return new JsonObject()
                .put("model", model)
                .put("stream", stream)
                .put(
                        "messages",
                        new JsonArray().add(new JsonObject().put("role", "user").put("content", text)));
    }

    RequestSpecification request(JsonObject body) {
        return request(body.encode().getBytes(StandardCharsets.UTF_8));
    }

    RequestSpecification request(byte[] body) {
        return given().auth().oauth2(key).contentType(ContentType.JSON).body(body);
    }

    ValidatableResponse chat(String model, String text, boolean stream) {
        return request(body(model, text, stream)).post(CHAT).then();
    }

    /** Sends a request and leaves the answer unread. */
    Socket send(String model, String text, boolean stream) throws IOException {
        byte[] body = body(model, text, stream).encode().getBytes(StandardCharsets.UTF_8);
        return send(CHAT, bearer(), body);
    }

    /** Sends a request with the header {@code credential}, and leaves the answer unread. */
    Socket send(String path, String credential, byte[] body) throws IOException {
        Socket client = begin(path, credential, body.length);
        client.getOutputStream().write(body);
        return client;
    }

    /** Begins a chat whose body has {@code length} bytes. */
    Socket begin(int length) throws IOException {
        return begin(CHAT, bearer(), length);
    }

    String bearer() {
        return "Authorization: Bearer " + key;
    }

    private Socket begin(String path, String credential, int length) throws IOException {
        Socket client = new Socket("localhost", port);
        ask(client, path, credential, length);
        return client;
    }

    /** Sends the head of a request whose body has {@code length} bytes. */
    static void ask(Socket client, String path, String credential, int length) throws IOException {
        client.setSoTimeout(30_000);
        client.getOutputStream()
                .write(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + credential
                                + "\r\nAccept-Encoding: gzip\r\nContent-Type: application/json\r\nContent-Length: "
                                + length + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
    }

    static String readUntil(InputStream in, String text) throws IOException {
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        byte[] buffer = new byte[4_096];
        while (!seen.toString(StandardCharsets.UTF_8).contains(text)) {
            int read = in.read(buffer);
            if (read < 0) {
                throw new IOException("ended after " + seen.toString(StandardCharsets.UTF_8));
            }
            seen.write(buffer, 0, read);
        }
        return seen.toString(StandardCharsets.UTF_8);
    }

    private static String closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return "http://localhost:" + socket.getLocalPort();
        }
    }
}

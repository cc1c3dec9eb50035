package kr.hangil.gateway.dataplane;

import static io.restassured.RestAssured.given;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import kr.hangil.gateway.ControlPlane;
import org.junit.jupiter.api.BeforeEach;

/** The gateway in front of the stand-ins, spoken to on every path, translated or not. */
abstract class TranslatedDataPlane extends RunningDataPlane {

    static final String MESSAGES = "/v1/messages";
    static final String RESPONSES = "/v1/responses";
    static final String COMPLETIONS = "/v1/completions";
    static final String EMBEDDINGS = "/v1/embeddings";
    static final String RERANK = "/v1/rerank";

    @BeforeEach
    void makeRouteToARanker() {
        route(
                new ControlPlane(keycloak),
                "stand-in/ranker",
                List.of("rerank"),
                List.of(standIns.pod().url()));
        await().atMost(20, SECONDS).until(() -> models().contains("stand-in/ranker"));
    }

    ValidatableResponse post(String path, String text, boolean stream) {
        return send(path, question(path, text, stream));
    }

    ValidatableResponse send(String path, JsonObject body) {
        return send(path, body.encode().getBytes(StandardCharsets.UTF_8));
    }

    ValidatableResponse send(String path, byte[] body) {
        return given().header("x-api-key", key)
                .header("anthropic-version", "2023-06-01")
                .contentType(ContentType.JSON)
                .body(body)
                .post(path)
                .then();
    }

    /** Asks for a stream and leaves the answer unread. */
    Socket open(String path, String text) throws IOException {
        return send(
                path, "x-api-key: " + key, question(path, text, true).encode().getBytes(StandardCharsets.UTF_8));
    }

    /** A body for {@code path} whose text tells the pod what to do. */
    static JsonObject question(String path, String text, boolean stream) {
        JsonObject body = new JsonObject().put("model", "stand-in").put("stream", stream);
        return switch (path) {
            case RESPONSES, EMBEDDINGS -> body.put("input", text);
            case COMPLETIONS -> body.put("prompt", text);
            case RERANK ->
                body.put("model", "stand-in/ranker")
                        .put("query", text)
                        .put("documents", new JsonArray().add("부산").add("서울"));
            default ->
                body.put("max_tokens", 100)
                        .put(
                                "messages",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("role", "user")
                                                .put("content", text)));
        };
    }

    static List<String> names(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("event: ") && !line.equals("event: ping"))
                .map(line -> line.substring(7))
                .toList();
    }

    static List<JsonObject> events(String stream) {
        return Arrays.stream(stream.split("\n"))
                .filter(line -> line.startsWith("data: "))
                .map(line -> new JsonObject(line.substring(6)))
                .toList();
    }
}

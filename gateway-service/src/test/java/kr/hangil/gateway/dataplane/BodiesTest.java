package kr.hangil.gateway.dataplane;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Large bodies, and many of them. */
@QuarkusTest
class BodiesTest extends RunningDataPlane {

    private static final Pattern BYTES_TAKEN = Pattern.compile("(?m)^hangil_gateway_bodies_bytes (\\S+)$");

    @Test
    void shouldRefuseABodyOverTheLimitBeforeReadingIt() {
        byte[] large = new byte[(10 << 20) + 1];
        request(large).post(CHAT).then().statusCode(413).body("error.code", equalTo("body_too_large"));
    }

    @Test
    void shouldTakeALargeBody() {
        JsonObject body = body("stand-in", "whole", false).put("padding", "가".repeat(3 << 20));

        request(body).post(CHAT).then().statusCode(200);
        assertThat(standIns.pod().asked().getLast().getString("padding")).hasSize(3 << 20);
    }

    @Test
    void shouldSayWhatIsWrongWithALargeBody() {
        JsonObject large = body("stand-in", "whole", false).put("padding", "가".repeat(1 << 20));
        byte[] torn = Arrays.copyOf(large.encode().getBytes(UTF_8), 1 << 20);

        request(torn).post(CHAT).then().statusCode(400).body("error.code", equalTo("invalid_json"));
        large.remove("model");
        request(large).post(CHAT).then().statusCode(400).body("error.param", equalTo("model"));
    }

    @Test
    void shouldHoldNoBodyOfARequestThatIsOver() {
        JsonObject large = body("stand-in", "whole", false).put("padding", "x".repeat(3 << 20));
        request(large).post(CHAT).then().statusCode(200);
        request(large.put("model", "none")).post(CHAT).then().statusCode(404);

        await().atMost(20, SECONDS).untilAsserted(() -> assertThat(bytesTaken()).isZero());
    }

    @Test
    void shouldRefuseBodiesThatThereIsNoRoomForAndTakeThemAfterwards() throws IOException {
        // Given
        List<Socket> holding = takeNearlyAllTheRoom();

        // When
        JsonObject large = body("stand-in", "whole", false).put("padding", "x".repeat(9 << 20));
        await().atMost(10, SECONDS)
                .untilAsserted(() -> request(large)
                        .post(CHAT)
                        .then()
                        .statusCode(503)
                        .body("error.message", containsString("take all the room")));

        // Then
        for (Socket socket : holding) {
            socket.close();
        }
        await().atMost(10, SECONDS)
                .untilAsserted(() -> request(large).post(CHAT).then().statusCode(200));
    }

    @Test
    void shouldHoldNoBodyOfAStreamThatHasBegun() throws IOException {
        // Given: bodies that take twice their 9 MiB each, of the 80 that there are
        byte[] large = body("stand-in", "drip 1", true)
                .put("padding", "x".repeat(9 << 20))
                .encode()
                .getBytes(UTF_8);
        List<Socket> open = new ArrayList<>();

        // When
        for (int i = 0; i < 6; i++) {
            Socket client = send(CHAT, bearer(), large);
            open.add(client);

            // Then
            assertThat(readUntil(client.getInputStream(), "조각1")).contains("HTTP/1.1 200");
        }
        for (Socket client : open) {
            client.close();
        }
    }

    @Test
    void shouldRefuseAnswersThatThereIsNoRoomForWithoutBillingThemOrBlamingTheirPod() throws IOException {
        // Given
        List<Socket> holding = takeNearlyAllTheRoom();

        // When
        await().atMost(10, SECONDS)
                .untilAsserted(() -> chat("stand-in", "huge", false)
                        .statusCode(503)
                        .header("retry-after", equalTo("1"))
                        .body("error.message", containsString("the answers of other requests take all the room")));
        for (int i = 0; i < 5; i++) {
            chat("stand-in", "huge", false).statusCode(503);
        }

        // Then
        chat("stand-in", "whole", false).statusCode(200);
        await().atMost(10, SECONDS)
                .untilAsserted(() -> assertThat(standIns.billing().booked(tenant))
                        .filteredOn(event -> event.getString("outcome").equals("completed"))
                        .hasSize(1));
        assertThat(standIns.billing().booked(tenant))
                .filteredOn(event -> !event.getString("outcome").equals("completed"))
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.getLong("promptTokens")).isZero());
        for (Socket socket : holding) {
            socket.close();
        }
        await().atMost(10, SECONDS)
                .untilAsserted(() -> chat("stand-in", "huge", false).statusCode(200));
    }

    @Test
    void shouldRefuseAStreamWhoseEventThereIsNoRoomFor() throws IOException {
        // Given: bodies that take all but 8 MiB, of which half an event takes nearly all
        List<Socket> holding = takeNearlyAllTheRoom();
        holding.add(send("stand-in", "half an event", true));
        await().atMost(10, SECONDS).until(() -> bytesTaken() > 78 << 20);

        // When
        try (Socket client = send("stand-in", "half an event", true)) {
            String answer = readUntil(client.getInputStream(), "all the room there is");

            // Then
            assertThat(answer).contains("HTTP/1.1 503", "the answers of other requests");
        }
        for (Socket socket : holding) {
            socket.close();
        }
    }

    private double bytesTaken() {
        String metrics = given().port(managementPort).get("/q/metrics").asString();
        Matcher bytes = BYTES_TAKEN.matcher(metrics);
        assertThat(bytes.find()).isTrue();
        return Double.parseDouble(bytes.group(1));
    }

    /** Four bodies that never end take twice their 9 MiB each, of the 80 that there are in tests. */
    private List<Socket> takeNearlyAllTheRoom() throws IOException {
        List<Socket> holding = new ArrayList<>();
        byte[] part = new byte[9 << 20];
        Arrays.fill(part, (byte) ' ');
        for (int i = 0; i < 4; i++) {
            Socket socket = begin(part.length + 1);
            holding.add(socket);
            socket.getOutputStream().write(part);
        }
        return holding;
    }
}

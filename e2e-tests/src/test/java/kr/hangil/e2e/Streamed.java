package kr.hangil.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import kr.hangil.contracts.HangilHeaders;

/**
 * A streamed answer.
 *
 * @param replica what answered
 * @param digest version that answered
 * @param models what the events call it
 * @param chunks text, event by event
 * @param finished whether the stream was ended and not cut
 */
record Streamed(String replica, String digest, List<String> models, List<String> chunks, boolean finished) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TOKENS = 40;

    /** What {@code model} streams to {@code tenant} when asked {@code question}; anything but 200 fails. */
    static Streamed of(Platform platform, Api.Tenant tenant, String question, String model)
            throws IOException, InterruptedException {
        Map<String, Object> body = new HashMap<>(new Api(platform).chat(question, TOKENS));
        body.put("model", model);
        body.put("stream", true);
        HttpRequest request = HttpRequest.newBuilder(URI.create(platform.demo("OPENAI_BASE_URL") + "/chat/completions"))
                .header("Authorization", "Bearer " + tenant.key())
                .header("Content-Type", "application/json")
                .timeout(Duration.ofMinutes(3))
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<Stream<String>> response = http.send(request, HttpResponse.BodyHandlers.ofLines());
            List<String> lines = response.body().toList();
            assertThat(response.statusCode()).as(String.join("\n", lines)).isEqualTo(200);
            return read(response, lines);
        }
    }

    private static Streamed read(HttpResponse<?> response, List<String> lines) throws IOException {
        List<String> models = new ArrayList<>();
        List<String> chunks = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("data: {")) {
                JsonNode event = JSON.readTree(line.substring("data: ".length()));
                models.add(event.path("model").asText());
                JsonNode delta = event.at("/choices/0/delta/content");
                if (delta.isTextual() && !delta.asText().isEmpty()) {
                    chunks.add(delta.asText());
                }
            }
        }
        return new Streamed(
                response.headers().firstValue(HangilHeaders.REPLICA).orElse(""),
                response.headers().firstValue(HangilHeaders.MODEL_DIGEST).orElse(""),
                models,
                chunks,
                lines.contains("data: [DONE]"));
    }

    String text() {
        return String.join("", chunks);
    }
}

package kr.hangil.inference.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** A client of the pod that knows no more than HTTP and JSON. */
final class PodClient {

    static final ObjectMapper JSON = new ObjectMapper();

    private final URI base;
    private final String token;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    PodClient(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofSeconds(60))
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json");
    }

    Answer post(String path, String body) throws IOException, InterruptedException {
        return send(
                request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send(request(path).GET().build());
    }

    Answer send(HttpRequest request) throws IOException, InterruptedException {
        return new Answer(http.send(request, HttpResponse.BodyHandlers.ofString()));
    }

    /** A chat body for one user message at temperature 0; {@code more} is further fields, each with a comma before it. */
    static String chat(String message, String more) {
        return "{\"model\":\"hangil-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"" + message
                + "\"}],\"temperature\":0" + more + "}";
    }

    /** One whole answer. */
    record Answer(HttpResponse<String> http) {

        int status() {
            return http.statusCode();
        }

        String header(String name) {
            return http.headers().firstValue(name).orElse("");
        }

        JsonNode json() throws IOException {
            return JSON.readTree(http.body());
        }

        String text() {
            return http.body();
        }

        /** The data of each event of a stream. */
        List<String> events() {
            return http.body()
                    .lines()
                    .filter(line -> line.startsWith("data: "))
                    .map(line -> line.substring("data: ".length()))
                    .toList();
        }
    }
}

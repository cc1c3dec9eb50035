package kr.hangil.stack.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** One service's JSON API. */
public final class ApiClient {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 100;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final String baseUrl;
    private final Supplier<String> token;

    /**
     * A client for one service.
     *
     * @param token asked before every call
     */
    public ApiClient(String baseUrl, Supplier<String> token) {
        this.baseUrl = baseUrl;
        this.token = token;
    }

    /**
     * What a service answered.
     *
     * @param call method and path, for messages
     * @param body the JSON, or a missing node when there was none
     */
    public record Answer(String call, int status, JsonNode body, HttpHeaders headers) {

        /**
         * Returns this when the status is one of those.
         *
         * @throws IllegalStateException otherwise; the message has the service's own words
         */
        public Answer require(int... statuses) {
            for (int accepted : statuses) {
                if (status == accepted) {
                    return this;
                }
            }
            String reason = body.path("error").path("message").asText(body.toString());
            throw new IllegalStateException(call + " answered " + status + ": " + reason);
        }
    }

    /** Reads a resource. */
    public Answer get(String path) throws IOException, InterruptedException {
        return send("GET", path, HttpRequest.BodyPublishers.noBody(), Map.of());
    }

    /** Reads every item of a paged list. */
    public List<JsonNode> all(String path) throws IOException, InterruptedException {
        List<JsonNode> items = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = get(path + "?limit=" + PAGE
                            + (after.isEmpty() ? "" : "&after=" + URLEncoder.encode(after, UTF_8)))
                    .require(200)
                    .body();
            page.path("data").forEach(items::add);
            after = page.path("next").isNull() ? "" : page.path("next").asText("");
        } while (!after.isEmpty());
        return items;
    }

    /** Sends JSON with {@code PUT}. */
    public Answer put(String path, JsonNode body, Map<String, String> headers)
            throws IOException, InterruptedException {
        return send("PUT", path, HttpRequest.BodyPublishers.ofString(body.toString()), headers);
    }

    /** Sends JSON with {@code POST}. */
    public Answer post(String path, JsonNode body) throws IOException, InterruptedException {
        return send("POST", path, HttpRequest.BodyPublishers.ofString(body.toString()), Map.of());
    }

    /** Streams a file with {@code PUT}. */
    public Answer putFile(String path, Path file, Map<String, String> headers)
            throws IOException, InterruptedException {
        return send("PUT", path, HttpRequest.BodyPublishers.ofFile(file), headers);
    }

    private Answer send(String method, String path, HttpRequest.BodyPublisher body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).method(method, body);
        if (!headers.containsKey("content-type")) {
            request.header("content-type", "application/json");
        }
        headers.forEach(request::header);
        HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        return new Answer(
                method + " " + baseUrl + path, response.statusCode(), json(response.body()), response.headers());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(baseUrl + path))
                .timeout(LIMIT)
                .header("authorization", "Bearer " + token.get());
    }

    /**
     * Opens a resource's bytes; the caller closes them.
     *
     * @throws IllegalStateException when the status is not 200; the message has the service's own words
     */
    public InputStream open(String path) throws IOException, InterruptedException {
        return open(path, "*/*");
    }

    private InputStream open(String path, String accepted) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = http.send(
                request(path).header("accept", accepted).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            try (InputStream refusal = response.body()) {
                new Answer(
                                "GET " + baseUrl + path,
                                response.statusCode(),
                                json(refusal.readAllBytes()),
                                response.headers())
                        .require(200);
            }
        }
        return response.body();
    }

    /**
     * Reads a stream of events as they come.
     *
     * @param each told the name and the data of each
     * @throws IllegalStateException when the status is not 200; the message has the service's own words
     */
    public void events(String path, BiConsumer<String, JsonNode> each) throws IOException, InterruptedException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(open(path, "text/event-stream"), UTF_8))) {
            String name = "message";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event:")) {
                    name = line.substring("event:".length()).strip();
                } else if (line.startsWith("data:")) {
                    each.accept(name, json(line.substring("data:".length()).getBytes(UTF_8)));
                }
            }
        }
    }

    private static JsonNode json(byte[] body) {
        if (body.length == 0) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            return JSON.createObjectNode().put("text", new String(body, UTF_8));
        }
    }
}

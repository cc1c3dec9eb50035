package kr.hangil.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;

/** Speaks the registry's API as a publisher would, over HTTP alone. */
public final class RegistryDriver {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SERVING = """
            {"format":"gguf","contextLength":2048,"stop":["</s>"],"toolParser":null,"reasoningParser":null,\
            "capabilities":["chat","completion"]}""";
    private static final String LICENCE = """
            {"id":"Apache-2.0","commercialUse":true}""";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;
    private final String token;

    /** @param base address of the service without a path */
    public RegistryDriver(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    /** An answer: its status, headers and body as they came. */
    public record Answer(HttpResponse<byte[]> response) {

        public int status() {
            return response.statusCode();
        }

        public JsonNode json() {
            try {
                return JSON.readTree(response.body());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        public String errorCode() {
            return json().path("error").path("code").asText();
        }

        public String message() {
            return json().path("error").path("message").asText();
        }
    }

    /** A model of its own for one test, as {@code test/<random>}. */
    public String newModel() {
        String model = "test/m-" + UUID.randomUUID();
        expect(201, send("PUT", "/v1/models/" + model, """
                        {"displayName":"시험 모델","description":""}"""));
        return model;
    }

    public String newUpload(String model) {
        return expect(201, send("POST", "/v1/models/" + model + "/uploads", ""))
                .json()
                .path("id")
                .asText();
    }

    public Answer upload(String model, String upload, String path, byte[] bytes, String... headers) {
        return send(
                "PUT",
                "/v1/models/" + model + "/uploads/" + upload + "/files/" + path,
                BodyPublishers.ofByteArray(bytes),
                headers);
    }

    public Answer publish(String model, String upload) {
        return send("POST", "/v1/models/" + model + "/versions", publication(upload, SERVING, LICENCE));
    }

    public static String publication(String upload, String serving, String licence) {
        return "{\"uploadId\":\"" + upload + "\",\"serving\":" + serving + ",\"licence\":" + licence + "}";
    }

    /** Uploads one file and publishes it; the digest of the version. */
    public String published(String model, String path, byte[] bytes) {
        String upload = newUpload(model);
        expect(200, upload(model, upload, path, bytes));
        Answer answer = publish(model, upload);
        return expect(answer.status() == 200 ? 200 : 201, answer)
                .json()
                .path("digest")
                .asText();
    }

    public Answer get(String path, String... headers) {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    public Answer send(String method, String path, String json, String... headers) {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 2, headers.length);
        all[0] = "content-type";
        all[1] = "application/json";
        return send(method, path, BodyPublishers.ofString(json), all);
    }

    public Answer send(String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(60))
                .method(method, body);
        if (!token.isEmpty()) {
            request.header("authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return new Answer(http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Answer expect(int status, Answer answer) {
        if (answer.status() != status) {
            throw new AssertionError("expected " + status + " but was " + answer.status() + ": "
                    + new String(answer.response().body(), java.nio.charset.StandardCharsets.UTF_8));
        }
        return answer;
    }
}

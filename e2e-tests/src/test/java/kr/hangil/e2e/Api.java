package kr.hangil.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Hangil's own APIs as a tenant's or an operator's program would call them. */
final class Api {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Platform platform;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    Api(Platform platform) {
        this.platform = platform;
    }

    /**
     * An answer.
     *
     * @param status HTTP status
     * @param json body; missing where there was none
     */
    record Answer(int status, JsonNode json) {}

    /** A tenant made for one test. */
    record Tenant(String id, String key, String keyId) {
        /** Without the key. */
        @Override
        public String toString() {
            return id;
        }
    }

    /** The platform operator's own program: a token of the command line's client. */
    String operatorToken() throws IOException, InterruptedException {
        return token(Map.of(
                "grant_type",
                "client_credentials",
                "client_id",
                "hangil-cli",
                "client_secret",
                platform.clientSecret("hangil-cli")));
    }

    /** A person's token. */
    String userToken(String username) throws IOException, InterruptedException {
        return token(Map.of(
                "grant_type",
                "password",
                "client_id",
                "hangil-cli",
                "client_secret",
                platform.clientSecret("hangil-cli"),
                "username",
                username,
                "password",
                platform.demo("HANGIL_PORTAL_PASSWORD"),
                "scope",
                "openid organization"));
    }

    private String token(Map<String, String> form) throws IOException, InterruptedException {
        String body = form.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        platform.demo("HANGIL_KEYCLOAK_URL") + "/realms/hangil/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("Keycloak answered " + response.statusCode() + ": " + response.body());
        }
        return JSON.readTree(response.body()).path("access_token").asText();
    }

    String gateway() {
        String base = platform.demo("OPENAI_BASE_URL");
        return base.substring(0, base.length() - "/v1".length());
    }

    Answer get(String url, String bearer) throws IOException, InterruptedException {
        return send(request(url, bearer).GET());
    }

    Answer post(String url, String bearer, Object body) throws IOException, InterruptedException {
        return post(url, bearer, JSON.writeValueAsBytes(body));
    }

    Answer post(String url, String bearer, byte[] body) throws IOException, InterruptedException {
        return send(request(url, bearer).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    Answer delete(String url, String bearer) throws IOException, InterruptedException {
        return send(request(url, bearer).DELETE());
    }

    private static HttpRequest.Builder request(String url, @Nullable String bearer) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json");
        return bearer == null ? request : request.header("Authorization", "Bearer " + bearer);
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), parse(response.body()));
    }

    private static JsonNode parse(byte[] body) throws IOException {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return JSON.getNodeFactory().textNode(new String(body, StandardCharsets.UTF_8));
        }
    }

    /** A new tenant with one API key. */
    Tenant newTenant() throws IOException, InterruptedException {
        String id = "t" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
        String operator = operatorToken();
        Answer tenant = post(gateway() + "/manage/v1/tenants", operator, Map.of("id", id, "name", "시험 " + id));
        require(201, tenant);
        Answer key = post(gateway() + "/manage/v1/tenants/" + id + "/keys", operator, Map.of("name", "e2e"));
        require(201, key);
        return new Tenant(
                id, key.json().path("key").asText(), key.json().path("id").asText());
    }

    private static void require(int status, Answer answer) {
        if (answer.status() != status) {
            throw new IllegalStateException("expected " + status + ", got " + answer);
        }
    }

    /** A greedy chat request, as JSON. */
    Map<String, Object> chat(String text, int maxTokens) {
        return Map.of(
                "model",
                platform.demo("HANGIL_MODEL"),
                "temperature",
                0,
                "max_tokens",
                maxTokens,
                "messages",
                List.of(Map.of("role", "user", "content", text)));
    }

    Answer complete(Tenant tenant, String text) throws IOException, InterruptedException {
        return post(gateway() + "/v1/chat/completions", tenant.key(), chat(text, 40));
    }

    /**
     * A stream of so many tokens, whatever they say; anything but 200 fails.
     *
     * @param headers more of them, each name before its value
     */
    HttpResponse<InputStream> longStream(Tenant tenant, int tokens, String... headers)
            throws IOException, InterruptedException {
        Map<String, Object> body = Map.of(
                "model",
                platform.demo("HANGIL_MODEL"),
                "prompt",
                "제1조(목적) 이 법은",
                "max_tokens",
                tokens,
                "temperature",
                0,
                "stream",
                true,
                "ignore_eos",
                true);
        HttpRequest.Builder request = request(gateway() + "/v1/completions", tenant.key())
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
        for (int i = 0; i + 1 < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        HttpResponse<InputStream> response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new IllegalStateException("expected a stream, got " + response.statusCode());
        }
        return response;
    }

    /** The {@code data} of every event that billing has booked for a tenant. */
    ArrayNode events(String tenant) throws IOException, InterruptedException {
        ArrayNode all = JSON.createArrayNode();
        String after = "";
        do {
            Answer page = get(
                    platform.demo("HANGIL_BILLING_URL") + "/v1/tenants/" + tenant + "/events?limit=200" + after,
                    operatorToken());
            require(200, page);
            page.json()
                    .path("data")
                    .forEach(booked -> all.add(booked.path("event").path("data")));
            String next = page.json().path("next").asText("");
            after = next.isEmpty() || next.equals("null")
                    ? ""
                    : "&after=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
        } while (!after.isEmpty());
        return all;
    }

    /** The spend of a tenant that was made for one test, whichever months it fell into. */
    JsonNode spend(String tenant) throws IOException, InterruptedException {
        Instant now = Instant.now();
        String range = "?from=" + now.minus(Duration.ofDays(1)) + "&to=" + now.plus(Duration.ofDays(1));
        Answer answer =
                get(platform.demo("HANGIL_BILLING_URL") + "/v1/tenants/" + tenant + "/spend" + range, operatorToken());
        require(200, answer);
        return answer.json();
    }

    /** Won before VAT of what a tenant that was made for one test has spent, with all its decimals. */
    BigDecimal exactWon(String tenant) throws IOException, InterruptedException {
        BigDecimal exact = BigDecimal.ZERO;
        for (JsonNode row : spend(tenant).path("data")) {
            exact = exact.add(new BigDecimal(row.path("exact").asText()));
        }
        return exact.stripTrailingZeros();
    }
}

package kr.hangil.operator.http;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Asks for JSON over HTTP. Members that a newer service adds are passed over. */
public final class JsonGet implements AutoCloseable {

    private static final int UNAUTHORIZED = 401;

    private final BearerToken token;
    private final Duration limit;
    private final HttpClient http;
    private final ObjectMapper json = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * @param token for who is asked
     * @param limit longest wait for a connection, and for an answer
     */
    public JsonGet(BearerToken token, Duration limit) {
        this.token = token;
        this.limit = limit;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(limit)
                .build();
    }

    /**
     * What came back.
     *
     * @param status HTTP status
     * @param json reads the body
     */
    public record Answer(int status, Body json) {
        /** Whether it is what was asked for. */
        public boolean good() {
            return status == 200;
        }
    }

    /** A body that is read when somebody wants it. */
    public interface Body {
        /** The body as a {@code type}; an {@link IOException} when it is none. */
        <T> T as(Class<T> type) throws IOException;
    }

    /** Asks {@code address} with the token; fails without one, and where no answer comes in time. */
    public CompletableFuture<Answer> authorized(URI address) {
        try {
            return send(HttpRequest.newBuilder(address).header("authorization", "Bearer " + token.current()))
                    .thenApply(this::looked);
        } catch (RuntimeException noToken) {
            return CompletableFuture.failedFuture(noToken);
        }
    }

    private Answer looked(Answer answer) {
        if (answer.status() == UNAUTHORIZED) {
            token.refused();
        }
        return answer;
    }

    /** Asks {@code address}, which wants no token; fails where no answer comes in time. */
    public CompletableFuture<Answer> plain(URI address) {
        return send(HttpRequest.newBuilder(address));
    }

    private CompletableFuture<Answer> send(HttpRequest.Builder request) {
        return http.sendAsync(request.timeout(limit).build(), HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(response -> new Answer(response.statusCode(), new Body() {
                    @Override
                    public <T> T as(Class<T> type) throws IOException {
                        return json.readValue(response.body(), type);
                    }
                }));
    }

    /** {@code base} without a slash at its end, and {@code path}. */
    public static URI under(URI base, String path) {
        String text = base.toString();
        return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + path);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}

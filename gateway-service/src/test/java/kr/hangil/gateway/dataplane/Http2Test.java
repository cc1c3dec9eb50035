package kr.hangil.gateway.dataplane;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import kr.hangil.gateway.telemetry.LogEntries;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients and proxies that speak HTTP/2, with many requests over one connection. */
@QuarkusTest
class Http2Test extends RunningDataPlane {

    private static final long CANCEL = 8;

    /** More than all buffers between a pod and a client that does not read hold. */
    private static final long HELD_BY_BUFFERS = 24 << 20;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.httpClientBuilder()
            .with(new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false))
            .with(new PoolOptions().setHttp2MaxSize(1))
            .build();

    @AfterEach
    void close() {
        get(vertx.close());
    }

    @Test
    void shouldAnswerManyOverOneConnection() {
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            boolean stream = i % 2 == 0;
            answers.add(ask(body("stand-in", stream ? "stream" : "whole", stream))
                    .compose(answer -> {
                        assertThat(answer.version()).isEqualTo(HttpVersion.HTTP_2);
                        assertThat(answer.statusCode()).isEqualTo(200);
                        return answer.body();
                    })
                    .map(Buffer::toString));
        }

        for (int i = 0; i < answers.size(); i++) {
            String answer = get(answers.get(i));
            assertThat(answer).contains(i % 2 == 0 ? "data: [DONE]" : "\"choices\"");
        }
    }

    @Test
    void shouldReadNoFasterThanItsClient() throws Exception {
        // Given
        long before = standIns.pod().flooded();
        HttpClientResponse slow = get(ask(body("stand-in", "flood", true), HttpClientResponse::pause));

        // When
        SECONDS.sleep(2);

        // Then
        assertThat(standIns.pod().flooded() - before).isLessThan(HELD_BY_BUFFERS);
        assertThat(get(ask(body("stand-in", "whole", false))).statusCode()).isEqualTo(200);
        slow.request().reset(CANCEL);
    }

    @Test
    void shouldBillWhatWasDeliveredToAClientThatLeaves() {
        HttpClientResponse answer = get(ask(
                body("stand-in", "tick 1000", true),
                response -> response.handler(event -> {
                    if (event.toString().contains("data: ")) {
                        response.request().reset(CANCEL);
                    }
                })));

        JsonObject event = onlyEvent();
        assertThat(event.getString("outcome")).isEqualTo("cancelled");
        assertThat(event.getInteger("completionTokens")).isPositive();
        await().atMost(20, SECONDS).until(() -> standIns.pod().left(tenant) == 1);
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void shouldTakeNoClientThatLeavesForAFailureOfItsOwn() throws Exception {
        try (LogEntries log = new LogEntries("")) {
            // Given
            HttpClientRequest request = get(request());
            request.setChunked(true);
            get(request.write("{\"model\":"));

            // When
            SECONDS.sleep(1);
            request.reset(CANCEL);

            // Then
            await().atMost(10, SECONDS)
                    .untilAsserted(() -> assertThat(log.queue())
                            .anyMatch(entry -> entry.contains("the request ended before its body was there")));
            assertThat(log.queue()).noneMatch(entry -> entry.contains("failed unexpectedly"));
        }
    }

    private Future<HttpClientResponse> ask(JsonObject body) {
        return ask(body, answer -> {});
    }

    /** Has {@code early} done with the answer before any of it is read. */
    private Future<HttpClientResponse> ask(JsonObject body, Consumer<HttpClientResponse> early) {
        return request().compose(request -> {
            Future<HttpClientResponse> answer = request.response().onSuccess(early::accept);
            request.end(body.toBuffer());
            return answer;
        });
    }

    private Future<HttpClientRequest> request() {
        return client.request(HttpMethod.POST, port, "localhost", CHAT)
                .onSuccess(request -> request.putHeader("authorization", "Bearer " + key)
                        .putHeader("content-type", "application/json"));
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, SECONDS)
                .join();
    }
}

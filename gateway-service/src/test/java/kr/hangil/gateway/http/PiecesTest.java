package kr.hangil.gateway.http;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PiecesTest {

    private static final int ANSWERS = 60;
    private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String END = "0\r\n\r\n";

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final HttpClient client =
            vertx.httpClientBuilder().with(new PoolOptions().setHttp1MaxSize(1)).build();
    private final Set<HttpConnection> connections = new HashSet<>();
    private final Random random = new Random(7);
    private NetServer server;
    private Consumer<NetSocket> answering;

    @BeforeEach
    void listen() {
        server = vertx.createNetServer().connectHandler(socket -> socket.handler(request -> answering.accept(socket)));
        await(server.listen(0, "localhost"));
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void shouldHandOverInOrderWhatComesInAnyPortionsUnderAnyPauses() {
        int straight = 0;
        for (int i = 0; i < ANSWERS; i++) {
            // Given
            String body = text(random.nextInt(200_000));
            answering = socket -> sendInPortions(socket, chunked(body), random.nextInt(1, 70_000));

            // When
            Received received = await(ask(new Received(true)));

            // Then
            assertThat(received.text()).as("answer %d", i).isEqualTo(body);
            straight += received.straight;
        }
        assertThat(straight).as("pieces that were not copied").isGreaterThan(ANSWERS);
        assertThat(connections).hasSize(1);
    }

    @Test
    void shouldTakeNothingOfTheNextAnswerOverTheSameConnection() {
        // Given: an answer that is read to its end and waits, and another one that comes over its connection meanwhile
        answering = socket -> socket.write(HEAD + chunk("a") + chunk("b") + END);
        Promise<Void> meanwhile = Promise.promise();
        Future<Received> late = ask(new Received(false), meanwhile.future());
        await(vertx.timer(50));
        answering = socket -> {
            socket.write(HEAD + chunk("c"));
            vertx.setTimer(100, ignored -> socket.write(chunk("d")));
            vertx.setTimer(150, ignored -> socket.write(chunk("e") + END));
        };
        Future<Received> next = ask(new Received(false));
        await(vertx.timer(50));

        // When
        loop.runOnContext(ignored -> meanwhile.complete());

        // Then
        assertThat(await(late).text()).isEqualTo("ab");
        assertThat(await(next).text()).isEqualTo("cde");
        assertThat(connections).hasSize(1);
    }

    @Test
    void shouldLeaveNoPauseToTheNextAnswerOverTheSameConnection() {
        // Given: the last piece comes with the end
        answering = socket -> {
            socket.write(HEAD + chunk("a"));
            vertx.setTimer(50, ignored -> socket.write(chunk("b") + END));
        };

        // When: it has an answer rest that is over by then
        Received first = await(ask(new Received(false) {
            @Override
            void taken(int count) {
                if (count == 2) {
                    pieces.pause();
                }
            }
        }));
        Received next = await(ask(new Received(false)));

        // Then
        assertThat(first.text()).isEqualTo("ab");
        assertThat(first.straight).isOne();
        assertThat(next.text()).isEqualTo("ab");
        assertThat(connections).hasSize(1);
    }

    @Test
    void shouldReadNoMoreThanWhatWasReadAlreadyWhilePaused() {
        // Given
        int megabytes = 16;
        answering = socket -> {
            socket.write(HEAD + chunk("a"));
            vertx.setTimer(
                    50, ignored -> socket.write(chunk("b".repeat(1 << 20)).repeat(megabytes) + END));
        };
        AtomicInteger read = new AtomicInteger(Integer.MAX_VALUE);

        // When
        Received received = await(ask(new Received(false) {
            @Override
            void taken(int count) {
                if (count == 2) {
                    pieces.pause();
                    vertx.setTimer(300, ignored -> {
                        read.set(bytes.length());
                        pieces.resume();
                    });
                }
            }
        }));

        // Then
        assertThat(read).hasValueLessThan(1 << 20);
        assertThat(received.bytes.length()).isEqualTo(1 + (megabytes << 20));
    }

    /** One answer, taken on the client's event loop. */
    private class Received {

        final Buffer bytes = Buffer.buffer();
        private final boolean restsAtRandom;
        private final Promise<Received> whole = Promise.promise();
        Pieces pieces;
        int straight;
        private int count;

        Received(boolean restsAtRandom) {
            this.restsAtRandom = restsAtRandom;
        }

        Future<Received> of(HttpClientResponse answer) {
            connections.add(answer.request().connection());
            answer.endHandler(ignored -> whole.complete(this));
            answer.exceptionHandler(whole::tryFail);
            pieces = new Pieces(answer, this::take);
            pieces.resume();
            return whole.future();
        }

        private void take(Buffer piece) {
            if (Vertx.currentContext() == null) {
                whole.tryFail(new AssertionError("a piece came in no context"));
            }
            // What Vert.x hands over it has copied into the heap.
            straight += piece.getByteBuf().isDirect() ? 1 : 0;
            bytes.appendBuffer(piece);
            taken(++count);
            if (restsAtRandom && random.nextInt(4) == 0) {
                rest(1 + random.nextInt(5));
            }
        }

        /** Called after each piece. */
        void taken(int count) {}

        void rest(long millis) {
            pieces.pause();
            vertx.setTimer(millis, ignored -> pieces.resume());
        }

        String text() {
            return bytes.toString();
        }
    }

    private Future<Received> ask(Received received) {
        return ask(received, Future.succeededFuture());
    }

    /** Has it take the answer once {@code ready}. */
    private Future<Received> ask(Received received, Future<Void> ready) {
        Promise<Received> asked = Promise.promise();
        loop.runOnContext(ignored -> client.request(HttpMethod.POST, server.actualPort(), "localhost", "/")
                .compose(request -> {
                    Future<HttpClientResponse> answer = request.response().onSuccess(HttpClientResponse::pause);
                    request.end();
                    return answer;
                })
                .compose(answer -> ready.compose(ignoring -> received.of(answer)))
                .onComplete(asked));
        return asked.future();
    }

    private void sendInPortions(NetSocket socket, String all, int size) {
        String portion = all.substring(0, Math.min(size, all.length()));
        String rest = all.substring(portion.length());
        socket.write(portion);
        if (!rest.isEmpty()) {
            if (random.nextBoolean()) {
                vertx.setTimer(1, ignored -> sendInPortions(socket, rest, size));
            } else {
                sendInPortions(socket, rest, size);
            }
        }
    }

    private String chunked(String body) {
        StringBuilder all = new StringBuilder(HEAD);
        for (int at = 0; at < body.length(); ) {
            int end = Math.min(body.length(), at + 1 + random.nextInt(20_000));
            all.append(chunk(body.substring(at, end)));
            at = end;
        }
        return all.append(END).toString();
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    private String text(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, SECONDS)
                .join();
    }
}

package kr.hangil.gateway.http;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

class ChunksTest {

    private static final int[] SIZES = {1, 9, 10, 15, 16, 17, 255, 256, 4_095, 4_096, 16 << 10, (16 << 10) + 1, 100_000
    };

    private final EmbeddedChannel server = new EmbeddedChannel(new HttpResponseEncoder());
    private final EmbeddedChannel client = new EmbeddedChannel(new HttpResponseDecoder());

    ChunksTest() {
        server.pipeline().addLast(new Chunks(server.pipeline().context(HttpResponseEncoder.class)));
    }

    @Test
    void shouldSendWhatAnEncoderSendsInOneBufferForEachPiece() throws Exception {
        // Given
        HttpResponse head = head();
        head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        send(head);

        for (int size : SIZES) {
            byte[] piece = bytes(size);
            ByteBuf content = Unpooled.wrappedBuffer(piece);

            // When
            int buffers = send(new DefaultHttpContent(content));

            // Then
            assertThat(received()).isEqualTo(piece);
            assertThat(buffers).isEqualTo(size <= 16 << 10 ? 1 : 3);
            assertThat(content.refCnt()).isZero();
        }
        send(LastHttpContent.EMPTY_LAST_CONTENT);
        assertThat(received()).isEmpty();
    }

    @Test
    void shouldLeaveAnAnswerOfKnownLengthAsItIs() throws Exception {
        // Given: a stream was sent over the same connection before
        shouldSendWhatAnEncoderSendsInOneBufferForEachPiece();
        HttpResponse head = head();
        head.headers().set(HttpHeaderNames.CONTENT_LENGTH, 20);
        send(head);

        // When
        send(new DefaultHttpContent(Unpooled.wrappedBuffer(bytes(20))));
        send(LastHttpContent.EMPTY_LAST_CONTENT);

        // Then
        assertThat(received()).isEqualTo(bytes(20));
    }

    /** A server closes connections on which nothing happens for long; much may happen on one that only sends. */
    @Test
    void shouldNotHaveAStreamTakenForSilence() {
        Vertx vertx = Vertx.vertx();
        try {
            // Given
            HttpServer streaming = vertx.createHttpServer(
                    new HttpServerOptions().setIdleTimeout(500).setIdleTimeoutUnit(MILLISECONDS));
            streaming.requestHandler(request -> {
                Chunks.joinedOn(request.connection());
                tell(vertx, request.response().setChunked(true), 10);
            });
            int port = get(streaming.listen(0, "localhost")).actualPort();

            // When
            Future<Buffer> told = vertx.createHttpClient()
                    .request(HttpMethod.GET, port, "localhost", "/")
                    .compose(HttpClientRequest::send)
                    .compose(HttpClientResponse::body);

            // Then
            assertThat(get(told)).hasToString("so ".repeat(10));
        } finally {
            get(vertx.close());
        }
    }

    /** Says something every 150 ms. */
    private static void tell(Vertx vertx, HttpServerResponse response, int left) {
        if (left == 0) {
            response.end();
        } else if (!response.closed()) {
            response.write("so ");
            vertx.setTimer(150, ignored -> tell(vertx, response, left - 1));
        }
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, SECONDS)
                .join();
    }

    private static HttpResponse head() {
        return new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31);
        }
        return bytes;
    }

    /** Sends it to the client; in how many buffers. */
    private int send(Object message) {
        assertThat(server.writeOutbound(message)).isTrue();
        int buffers = 0;
        for (ByteBuf sent = server.readOutbound(); sent != null; sent = server.readOutbound()) {
            buffers += sent.isReadable() ? 1 : 0;
            client.writeInbound(sent);
        }
        return buffers;
    }

    /** The bytes of bodies that came since it was last asked for. */
    private byte[] received() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (HttpObject read = client.readInbound(); read != null; read = client.readInbound()) {
            assertThat(read.decoderResult().isSuccess()).isTrue();
            if (read instanceof HttpContent content) {
                bytes.write(ByteBufUtil.getBytes(content.content()));
                content.release();
            }
        }
        return bytes.toByteArray();
    }
}

package kr.hangil.gateway.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.impl.ConnectionBase;
import org.jspecify.annotations.Nullable;

/**
 * The pieces of an answer that is a stream, as they come.
 *
 * <p>Vert.x copies each piece and takes it through a queue. Over HTTP/1.1 the second and all that follow are handed over as Netty decoded
 * them, while that queue is empty; how the answer ends is told by Vert.x in any case. Confined to the answer's event loop.
 */
public final class Pieces {

    private final HttpClientResponse answer;
    private final Handler<Buffer> receiver;
    private final Bypass bypass;

    /** Whether they go past Vert.x; then nothing waits in its queue, nor will. */
    private boolean past;

    /**
     * Those of {@code answer}, which is paused.
     *
     * @param receiver has each of them for as long as it is called
     */
    public Pieces(HttpClientResponse answer, Handler<Buffer> receiver) {
        this.answer = answer;
        this.receiver = receiver;
        this.bypass = Bypass.on(answer.request().connection());
        answer.handler(this::byVertx);
    }

    /** Has no more of them read for now; some that were read already may still come. */
    public void pause() {
        if (past) {
            bypass.read(false);
        } else {
            answer.pause();
        }
    }

    /** Has them come. */
    public void resume() {
        if (past) {
            bypass.read(true);
        } else {
            answer.resume();
        }
    }

    private void byVertx(Buffer piece) {
        past = bypass.take(this);
        receiver.handle(piece);
    }

    /** Stands before Vert.x in a connection; one for all answers that come over it. */
    private static final class Bypass extends ChannelInboundHandlerAdapter {

        private final ChannelHandlerContext vertx;
        private @Nullable Pieces pieces;
        private @Nullable ContextInternal context;

        /** Whether Vert.x is being told of a piece that was just read. */
        private boolean telling;

        private Bypass(ChannelHandlerContext vertx) {
            this.vertx = vertx;
        }

        static Bypass on(HttpConnection connection) {
            ChannelHandlerContext vertx = ((ConnectionBase) connection).channelHandlerContext();
            ChannelPipeline pipeline = vertx.pipeline();
            Bypass known = pipeline.get(Bypass.class);
            if (known == null) {
                known = new Bypass(vertx);
                pipeline.addBefore(vertx.name(), "bypass", known);
            }
            return known;
        }

        /**
         * Hands what is read next to {@code next}, which Vert.x is just handing a piece to. If that piece was just read, then it did not wait,
         * so none does, and it is this answer that is being read.
         */
        boolean take(Pieces next) {
            if (telling) {
                pieces = next;
                context = (ContextInternal) Vertx.currentContext();
            }
            return telling;
        }

        void read(boolean on) {
            vertx.channel().config().setAutoRead(on);
        }

        @Override
        public void channelRead(ChannelHandlerContext netty, Object message) {
            if (!(message instanceof HttpContent piece)) {
                netty.fireChannelRead(message);
            } else if (piece instanceof LastHttpContent) {
                letGo();
                netty.fireChannelRead(message);
            } else if (pieces == null || context == null) {
                telling = true;
                netty.fireChannelRead(message);
                telling = false;
            } else {
                try {
                    context.dispatch(Buffer.buffer(piece.content()), pieces.receiver);
                } finally {
                    piece.release();
                }
            }
        }

        /** The answer is read to its end; it may be paused, and whoever is answered over this connection next is not. */
        private void letGo() {
            if (pieces != null) {
                pieces.past = false;
                pieces = null;
                context = null;
                read(true);
            }
        }
    }
}

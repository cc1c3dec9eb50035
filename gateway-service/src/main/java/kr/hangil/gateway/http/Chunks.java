package kr.hangil.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Puts what a stream sends and what HTTP/1.1 has around each piece of it (RFC 9112, 7.1) down in one buffer.
 *
 * <p>Netty's encoder makes three of each, with a promise each and one for all three, which the kernel then gathers: for events of a few
 * hundred bytes that is more than the bytes themselves cost.
 */
public final class Chunks extends ChannelOutboundHandlerAdapter {

    private static final String NAME = "chunks";
    private static final int CRLF = '\r' << Byte.SIZE | '\n';

    /** More than the length in hexadecimal digits and two line ends. */
    private static final int AROUND = 12;

    /** Longest piece that is copied, in bytes. */
    private static final int MOST_COPIED = 16 << 10;

    private final ChannelHandlerContext encoder;
    private boolean chunked;

    Chunks(ChannelHandlerContext encoder) {
        this.encoder = encoder;
    }

    /** Has it done so for all answers over {@code connection} whose head is still to come. */
    public static void joinedOn(HttpConnection connection) {
        ChannelHandlerContext vertx = ((ConnectionBase) connection).channelHandlerContext();
        ChannelPipeline pipeline = vertx.pipeline();
        ChannelHandlerContext encoder = pipeline.context(HttpResponseEncoder.class);
        if (encoder != null && pipeline.context(NAME) == null) {
            // Right behind it, and not before Vert.x: what watches for silence between the two has to see what is sent.
            pipeline.addAfter(encoder.name(), NAME, new Chunks(encoder));
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise written) {
        if (message instanceof HttpResponse head) {
            chunked = HttpUtil.isTransferEncodingChunked(head);
        } else if (chunked && message instanceof HttpContent piece && isSmall(piece)) {
            encoder.write(joined(context, piece), written);
            return;
        }
        context.write(message, written);
    }

    private static boolean isSmall(HttpContent piece) {
        int bytes = piece.content().readableBytes();
        return bytes > 0 && bytes <= MOST_COPIED && !(piece instanceof LastHttpContent);
    }

    private static ByteBuf joined(ChannelHandlerContext context, HttpContent piece) {
        try {
            ByteBuf content = piece.content();
            int bytes = content.readableBytes();
            ByteBuf joined = context.alloc().directBuffer(bytes + AROUND);
            ByteBufUtil.writeAscii(joined, Integer.toHexString(bytes));
            return joined.writeShort(CRLF).writeBytes(content).writeShort(CRLF);
        } finally {
            piece.release();
        }
    }
}

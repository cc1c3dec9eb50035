package kr.hangil.gateway.upstream;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Says in each call who calls, where it is put down as bytes.
 *
 * <p>Among a request's headers in Vert.x the token would be checked, made a string and put down character by character, which is
 * more than most else that is done for a call.
 */
@ChannelHandler.Sharable
final class Authorization extends ChannelOutboundHandlerAdapter {

    private final ServiceToken token;

    Authorization(ServiceToken token) {
        this.token = token;
    }

    /** Has it said in all calls over {@code connection}. */
    void of(HttpConnection connection) {
        ChannelHandlerContext vertx = ((ConnectionBase) connection).channelHandlerContext();
        vertx.pipeline().addBefore(vertx.name(), "authorization", this);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise written) {
        CharSequence authorization = token.authorization();
        if (authorization != null && message instanceof HttpRequest request) {
            request.headers().set(HttpHeaderNames.AUTHORIZATION, authorization);
        }
        context.write(message, written);
    }
}

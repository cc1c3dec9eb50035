package kr.hangil.gateway.dataplane;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.metering.TokenCounts;
import kr.hangil.gateway.metering.UsageReader;
import kr.hangil.gateway.protocol.Dialect;
import kr.hangil.platform.error.PlatformException;
import kr.hangil.platform.request.BodyRoom;
import org.jspecify.annotations.Nullable;

/** Carries an answer that is one JSON document; it is held until its usage is written down. */
final class WholeRelay implements Relay {

    /** Bytes of a JSON answer for each token of it, where an engine reports no usage. */
    private static final int BYTES_PER_DELIVERY = 8;

    private static final Buffer NOTHING = Buffer.buffer(Unpooled.EMPTY_BUFFER);

    private final Dispatch dispatch;
    private final HttpClientResponse upstream;
    private final AnswerFacts facts;
    private Buffer body = NOTHING;
    private BodyRoom.@Nullable Share share;

    /** Bytes that there is room for, once the answer is more than one chunk. */
    private int room;

    WholeRelay(Dispatch dispatch, HttpClientResponse upstream, AnswerFacts facts) {
        this.dispatch = dispatch;
        this.upstream = upstream;
        this.facts = facts;
    }

    @Override
    public void start() {
        upstream.handler(this::take);
        upstream.endHandler(ignored -> dispatch.exchange().afterTurn(this::whole));
        upstream.exceptionHandler(ignored -> dispatch.fail(new PlatformException(
                ErrorCode.ENGINE_FAILED, "the engine broke off in the middle of its answer; try again")));
        upstream.resume();
    }

    /** Nothing: the client sees all of it or none. */
    @Override
    public TokenCounts delivered() {
        return TokenCounts.NONE;
    }

    private void take(Buffer chunk) {
        if (body.length() + chunk.length() > dispatch.maxAnswer()) {
            upstream.pause();
            dispatch.fail(new PlatformException(
                    ErrorCode.ENGINE_FAILED, "the engine's answer is larger than " + dispatch.maxAnswer() + " bytes"));
        } else if (body == NOTHING) {
            // Most answers are one chunk, which is nobody else's.
            body = chunk;
        } else if (hasRoom(chunk.length())) {
            body.appendBuffer(chunk);
        } else {
            upstream.pause();
            dispatch.failBlameless(BodyMemory.takenByAnswers());
        }
    }

    /** Whether there is memory for {@code more} bytes; it is taken at once for all that the pod has announced. */
    private boolean hasRoom(int more) {
        int needed = body.length() + more;
        if (needed <= room) {
            return true;
        }
        int wanted = (int) Math.clamp(announced(), needed, dispatch.maxAnswer());
        if (share == null) {
            BodyMemory memory = dispatch.memory();
            share = wanted > needed ? memory.known(dispatch.exchange()) : memory.growing(dispatch.exchange());
        }
        if (!share.take(wanted - room)) {
            return false;
        }
        if (room == 0) {
            body = Buffer.buffer(wanted).appendBuffer(body);
        }
        room = wanted;
        return true;
    }

    private long announced() {
        try {
            String length = upstream.getHeader(HttpHeaders.CONTENT_LENGTH);
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private void whole() {
        dispatch.exchange().read(body.length(), this::usage).onComplete(this::whole, this::unreadable);
    }

    private UsageReader.Reading usage() throws IOException {
        ByteBuf bytes = body.getByteBuf();
        return bytes.hasArray()
                ? UsageReader.read(bytes.array(), bytes.arrayOffset() + bytes.readerIndex(), bytes.readableBytes())
                : UsageReader.read(body.getBytes(), 0, body.length());
    }

    private void whole(UsageReader.Reading reading) {
        if (reading.failed()) {
            unreadable(new IOException("an error with status 200"));
            return;
        }
        TokenCounts counts = reading.counts() == null
                ? dispatch.estimate(Math.max(1, body.length() / BYTES_PER_DELIVERY))
                : reading.counts();
        Dialect dialect = dispatch.exchange().dialect();
        dispatch.exchange()
                .read(dialect.translates() ? body.length() : 0, () -> dialect.whole(body, counts))
                .onComplete(answer -> complete(answer, counts), this::unreadable);
    }

    private void complete(Buffer answer, TokenCounts counts) {
        dispatch.firstByte();
        dispatch.complete(counts, () -> show(answer, counts));
    }

    private void unreadable(Throwable cause) {
        dispatch.fail(
                new PlatformException(ErrorCode.ENGINE_FAILED, "the engine's answer is not what it should be", cause));
    }

    private void show(Buffer answer, TokenCounts counts) {
        HttpServerResponse client = dispatch.exchange().response();
        if (!client.closed()) {
            facts.describe(client.headers());
            facts.price(client.headers(), counts);
            dispatch.exchange().answer(200, answer);
        }
    }
}

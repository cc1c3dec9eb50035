package kr.hangil.gateway.dataplane;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.metering.TokenCounts;
import kr.hangil.gateway.metering.UsageReader;
import kr.hangil.platform.error.PlatformException;

/** Carries an answer that is one JSON document; it is held until its usage is written down. */
final class WholeRelay implements Relay {

    /** Bytes of a JSON answer for each token of it, where an engine reports no usage. */
    private static final int BYTES_PER_DELIVERY = 8;

    private static final Buffer NOTHING = Buffer.buffer(Unpooled.EMPTY_BUFFER);

    private final Dispatch dispatch;
    private final HttpClientResponse upstream;
    private final AnswerFacts facts;
    private Buffer body = NOTHING;

    WholeRelay(Dispatch dispatch, HttpClientResponse upstream, AnswerFacts facts) {
        this.dispatch = dispatch;
        this.upstream = upstream;
        this.facts = facts;
    }

    @Override
    public void start() {
        upstream.handler(this::take);
        upstream.endHandler(ignored -> whole());
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
        } else {
            // Most answers are one chunk, which is nobody else's.
            body = body == NOTHING ? chunk : body.appendBuffer(chunk);
        }
    }

    private void whole() {
        try {
            UsageReader.Reading reading = UsageReader.read(body.getBytes(), 0, body.length());
            if (reading.failed()) {
                throw new IOException("an error with status 200");
            }
            TokenCounts counts = reading.counts() == null
                    ? dispatch.estimate(Math.max(1, body.length() / BYTES_PER_DELIVERY))
                    : reading.counts();
            Buffer answer = dispatch.exchange().dialect().whole(body, counts);
            dispatch.firstByte();
            dispatch.complete(counts, () -> show(answer, counts));
        } catch (IOException e) {
            dispatch.fail(
                    new PlatformException(ErrorCode.ENGINE_FAILED, "the engine's answer is not what it should be", e));
        }
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

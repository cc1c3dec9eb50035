package kr.hangil.gateway.dataplane;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.metering.EventStreamTap;
import kr.hangil.gateway.metering.TokenCounts;
import kr.hangil.gateway.protocol.Dialect;
import kr.hangil.platform.error.PlatformException;

/**
 * Carries a stream of events: each as it comes, no faster than the client reads, the last one only after the usage is
 * written down.
 */
final class StreamRelay implements Relay {

    private final Dispatch dispatch;
    private final HttpClientResponse upstream;
    private final AnswerFacts facts;
    private final HttpServerResponse client;
    private final Dialect dialect;
    private final EventStreamTap tap;
    private boolean over;

    StreamRelay(Dispatch dispatch, HttpClientResponse upstream, AnswerFacts facts) {
        this.dispatch = dispatch;
        this.upstream = upstream;
        this.facts = facts;
        this.client = dispatch.exchange().response();
        this.dialect = dispatch.exchange().dialect();
        this.tap = new EventStreamTap(dispatch.envelope().usageAsked(), facts::closing);
    }

    @Override
    public void start() {
        upstream.handler(this::pass);
        upstream.endHandler(ignored -> broken());
        upstream.exceptionHandler(ignored -> broken());
        client.drainHandler(ignored -> upstream.resume());
        upstream.resume();
    }

    @Override
    public TokenCounts delivered() {
        TokenCounts reported = tap.reported();
        return reported == null ? dispatch.estimate(tap.deliveries()) : reported;
    }

    private void pass(Buffer chunk) {
        if (over || client.closed()) {
            return;
        }
        try {
            Buffer events = dialect.events(tap.feed(chunk));
            if (events.length() > 0) {
                write(events);
            }
        } catch (IOException e) {
            over = true;
            dispatch.fail(new PlatformException(
                    ErrorCode.ENGINE_FAILED, "the engine sent a stream that is no stream of events", e));
            return;
        }
        switch (tap.end()) {
            case NONE -> {}
            case DONE -> {
                over = true;
                TokenCounts counts = delivered();
                dispatch.complete(counts, () -> end(counts));
            }
            case ERROR -> {
                over = true;
                dispatch.failAfterEvent();
            }
        }
    }

    private void write(Buffer events) {
        dispatch.firstByte();
        open();
        client.write(events);
        dispatch.sentSomething();
        if (client.writeQueueFull()) {
            upstream.pause();
        }
    }

    private void open() {
        if (!client.headWritten()) {
            facts.describe(client.headers());
            StreamHeartbeat.openStream(client);
        }
    }

    private void end(TokenCounts counts) {
        open();
        if (!client.closed()) {
            client.end(dialect.end(counts));
        }
    }

    /** The answer is over without its end mark, so it is not whole. */
    private void broken() {
        if (!over) {
            over = true;
            dispatch.fail(new PlatformException(
                    ErrorCode.ENGINE_FAILED, "the engine broke off in the middle of its answer; try again"));
        }
    }
}

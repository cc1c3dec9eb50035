package kr.hangil.gateway.dataplane;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.http.Pieces;
import kr.hangil.gateway.metering.EventStreamTap;
import kr.hangil.gateway.metering.TokenCounts;
import kr.hangil.gateway.protocol.Dialect;
import kr.hangil.platform.error.PlatformException;
import kr.hangil.platform.request.BodyRoom;
import org.jspecify.annotations.Nullable;

/**
 * Carries a stream of events: each as it comes, no faster than the client reads, the last one only after the usage is
 * written down.
 *
 * <p>What came in one turn of the event loop goes out in one write. A loop that is behind finds more in each turn, so a
 * chunk costs the less the more of them there are.
 */
final class StreamRelay implements Relay {

    /** Longest part of an event that is not counted, in bytes. */
    private static final int USUAL = 1 << 16;

    private final Dispatch dispatch;
    private final HttpClientResponse upstream;
    private final AnswerFacts facts;
    private final HttpServerResponse client;
    private final Dialect dialect;
    private final EventStreamTap tap;
    private final Pieces pieces;
    private final Quantum quantum;
    private @Nullable Buffer held;

    /** What is had of the memory for answers, and how much of an event there is room for. */
    private BodyRoom.@Nullable Share share;

    private int room = USUAL;
    private boolean over;

    StreamRelay(Dispatch dispatch, HttpClientResponse upstream, AnswerFacts facts) {
        this.dispatch = dispatch;
        this.upstream = upstream;
        this.facts = facts;
        this.client = dispatch.exchange().response();
        this.dialect = dispatch.exchange().dialect();
        this.tap = new EventStreamTap(dispatch.envelope().usageAsked(), facts::closing);
        this.pieces = new Pieces(upstream, this::pass);
        this.quantum = new Quantum(dispatch.exchange(), pieces, this::flow);
        // The facts have read what they say of them.
        upstream.headers().clear();
    }

    @Override
    public void start() {
        upstream.endHandler(ignored -> broken());
        upstream.exceptionHandler(ignored -> broken());
        client.drainHandler(ignored -> flow());
        pieces.resume();
    }

    @Override
    public TokenCounts delivered() {
        TokenCounts reported = tap.reported();
        return reported == null ? dispatch.estimate(tap.deliveries()) : reported;
    }

    /** What comes after the end is read as well, for the connection to be used again. */
    private void flow() {
        if (client.ended() || (!quantum.isSpent() && !client.writeQueueFull())) {
            pieces.resume();
        }
    }

    private void pass(Buffer chunk) {
        if (over || client.closed()) {
            return;
        }
        quantum.spend(chunk.length());
        try {
            Buffer events = dialect.events(tap.feed(chunk));
            if (events.length() > 0) {
                hold(events);
            }
            if (!hasRoom(tap.pending())) {
                over = true;
                flush();
                dispatch.failBlameless(BodyMemory.takenByAnswers());
                return;
            }
        } catch (IOException e) {
            over = true;
            flush();
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
                flush();
                dispatch.failAfterEvent();
            }
        }
    }

    /** Whether there is memory for so much of an event; events are small, and what is usual is not counted. */
    private boolean hasRoom(int pending) {
        if (pending <= room) {
            return true;
        }
        if (share == null) {
            share = dispatch.memory().growing(dispatch.exchange());
        }
        int more = Math.max(pending - room, room);
        room += more;
        return share.take(more);
    }

    private void hold(Buffer events) {
        if (held == null) {
            // Here and not where they are written: a whole answer in one read is settled before that.
            dispatch.firstByte();
            held = events;
            dispatch.exchange().afterTurn(this::flush);
        } else {
            held.appendBuffer(events);
        }
    }

    private void flush() {
        Buffer events = held;
        held = null;
        if (events == null || client.closed() || client.ended()) {
            return;
        }
        describe();
        dispatch.exchange().send(events);
        dispatch.sentSomething();
        if (client.writeQueueFull()) {
            pieces.pause();
        }
    }

    private void describe() {
        if (!client.headWritten()) {
            facts.describe(client.headers());
        }
    }

    private void end(TokenCounts counts) {
        flush();
        if (!client.closed()) {
            describe();
            dispatch.exchange().sendLast(dialect.end(counts));
        }
    }

    /** The answer is over without its end mark, so it is not whole. */
    private void broken() {
        if (!over) {
            over = true;
            flush();
            dispatch.fail(new PlatformException(
                    ErrorCode.ENGINE_FAILED, "the engine broke off in the middle of its answer; try again"));
        }
    }
}

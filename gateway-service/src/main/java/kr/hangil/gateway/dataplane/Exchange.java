package kr.hangil.gateway.dataplane;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import kr.hangil.contracts.HangilHeaders;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.error.ErrorEnvelope;
import kr.hangil.gateway.envelope.Envelope;
import kr.hangil.gateway.envelope.EnvelopeReader;
import kr.hangil.gateway.envelope.Operation;
import kr.hangil.gateway.eventloop.EndOfTurn;
import kr.hangil.gateway.http.Chunks;
import kr.hangil.gateway.http.HeaderNames;
import kr.hangil.gateway.http.Slices;
import kr.hangil.gateway.protocol.Dialect;
import kr.hangil.gateway.protocol.Dialects;
import kr.hangil.gateway.snapshot.Snapshot;
import kr.hangil.gateway.telemetry.TraceHeaders;
import kr.hangil.platform.error.PlatformException;
import kr.hangil.platform.request.BodyRoom;
import kr.hangil.platform.request.RequestIds;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer: its id, its clock, what the gateway knew when it came, and the two ways to end it early.
 *
 * <p>Confined to the request's event loop.
 */
final class Exchange {

    private static final Logger LOG = Logger.getLogger(Exchange.class);

    /** A refused request's body is read to its end up to this size, so that the connection can be kept. */
    private static final long DRAINABLE = 1 << 20;

    /** Bytes of JSON from which on reading them takes too long for an event loop. */
    private static final int LARGE = 128 << 10;

    private static final CharSequence ANTHROPIC_VERSION = HttpHeaders.createOptimized(Dialects.ANTHROPIC_VERSION);

    private static final EndOfTurn<Runnable> AFTER_TURN =
            new EndOfTurn<>((context, all) -> EndOfTurn.each(all, Runnable::run));

    private static final Duration LINGER = Duration.ofSeconds(2);
    private static final Duration MAX_DEADLINE = Duration.ofHours(1);

    private final RoutingContext rc;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Context context;
    private final Thread loop = Thread.currentThread();
    private final String id = RequestIds.mint();
    private final Instant startedAt;
    private final long startNanos = System.nanoTime();
    private final Snapshot snapshot;
    private final ObjectMapper json;
    private final Duration defaultDeadline;
    private final Dialect dialect;
    private BodyRoom.@Nullable Share body;
    private @Nullable Duration deadline;
    private boolean ownDeadline;
    private int attempts;

    Exchange(
            RoutingContext rc,
            Instant startedAt,
            Snapshot snapshot,
            String configVersion,
            ObjectMapper json,
            Duration defaultDeadline) {
        this.rc = rc;
        this.request = rc.request();
        this.response = rc.response();
        this.context = rc.vertx().getOrCreateContext();
        this.startedAt = startedAt;
        this.snapshot = snapshot;
        this.json = json;
        this.defaultDeadline = defaultDeadline;
        boolean anthropic = request.headers().contains(ANTHROPIC_VERSION);
        this.dialect = Dialects.of(rc.normalizedPath(), anthropic, id, startedAt.getEpochSecond());
        response.putHeader(HeaderNames.REQUEST_ID, id);
        if (anthropic) {
            // Where Anthropic's SDKs look for it.
            response.putHeader("request-id", id);
        }
        response.putHeader(HeaderNames.CONFIG_VERSION, configVersion);
        String own = request.getHeader(HeaderNames.REQUEST_ID);
        if (RequestIds.isAcceptable(own)) {
            response.putHeader(HangilHeaders.CLIENT_REQUEST_ID, own);
        }
    }

    String id() {
        return id;
    }

    Instant startedAt() {
        return startedAt;
    }

    Snapshot snapshot() {
        return snapshot;
    }

    ObjectMapper json() {
        return json;
    }

    HttpServerRequest request() {
        return request;
    }

    HttpServerResponse response() {
        return response;
    }

    Vertx vertx() {
        return rc.vertx();
    }

    /** Has {@code share} given back when the body is let go; it is in the end in any case. */
    void holdsBody(BodyRoom.Share share) {
        body = share;
    }

    /** Its body is not held any more. */
    void letBodyGo() {
        if (body != null) {
            body.giveBack();
        }
    }

    /** Nobody asks for its headers any more; a stream may last for minutes, and garbage that is old when it becomes some costs most. */
    void letHeadersGo() {
        request.headers().clear();
    }

    /** Has {@code last} done once the answer has been sent or its client is gone. */
    void whenOver(Runnable last) {
        rc.addEndHandler(ignored -> last.run());
    }

    long elapsedMillis() {
        return (System.nanoTime() - startNanos) / 1_000_000;
    }

    /**
     * Time for the whole request: the client's own deadline where it set one, else ours.
     *
     * @throws PlatformException 400 when the header is not a positive number of milliseconds up to an hour
     */
    Duration deadline() {
        Duration known = deadline;
        if (known == null) {
            known = readDeadline();
            deadline = known;
        }
        return known;
    }

    private Duration readDeadline() {
        String header = request.getHeader(HeaderNames.DEADLINE_MS);
        if (header == null) {
            return defaultDeadline;
        }
        try {
            long millis = Long.parseLong(header.strip());
            if (millis > 0 && millis <= MAX_DEADLINE.toMillis()) {
                ownDeadline = true;
                return Duration.ofMillis(millis);
            }
        } catch (NumberFormatException e) {
            LOG.tracef("%s sent a deadline that is no number", id);
        }
        throw PlatformException.at(
                ErrorCode.INVALID_REQUEST,
                HangilHeaders.DEADLINE_MS,
                "'" + HangilHeaders.DEADLINE_MS + "' must be a number of milliseconds from 1 to "
                        + MAX_DEADLINE.toMillis());
    }

    /**
     * What is left of {@link #deadline()}; negative when it has passed.
     *
     * @throws PlatformException 400 as there
     */
    Duration timeLeft() {
        return deadline().minusMillis(elapsedMillis());
    }

    /** The number of a new attempt: 1, then one more each time, whichever model it is of. */
    int nextAttempt() {
        return ++attempts;
    }

    /** How many attempts were made. */
    int attempts() {
        return attempts;
    }

    /** Whether {@link #deadline()} is the client's. */
    boolean hasOwnDeadline() {
        return ownDeadline;
    }

    /** {@code future}, completing on this exchange's event loop. */
    <T> Future<T> here(Future<T> future) {
        if (future.isComplete()) {
            return future;
        }
        Promise<T> here = Promise.promise();
        future.onComplete(result -> {
            if (Thread.currentThread() == loop) {
                here.handle(result);
            } else {
                context.runOnContext(ignored -> here.handle(result));
            }
        });
        return here.future();
    }

    /**
     * Has {@code next} done when the event loop has read what is there for it to read, with what all other exchanges have to do then: one
     * after another, with the code for it at hand, and not each between the reading of two sockets.
     */
    void afterTurn(Runnable next) {
        AFTER_TURN.add(next);
    }

    /** How the client speaks. */
    Dialect dialect() {
        return dialect;
    }

    /** What {@code body} asks for, in the pods' words; fails with 400 where it is not right or cannot be said. */
    Future<Envelope> envelope(Operation operation, byte[] body) {
        return read(body.length, () -> EnvelopeReader.read(operation, dialect.request(body)));
    }

    /** What {@code reading} makes of {@code bytes} bytes of JSON; so many that an event loop has no time for them it reads elsewhere. */
    <T> Future<T> read(int bytes, Callable<T> reading) {
        if (bytes > LARGE) {
            return here(vertx().executeBlocking(reading, false));
        }
        try {
            return Future.succeededFuture(reading.call());
        } catch (Exception e) {
            return Future.failedFuture(e);
        }
    }

    /** Ends the exchange with an error, if its answer has not begun; what nobody meant is told as a fixed sentence. */
    void refuse(Throwable failure) {
        if (response.headWritten() || response.closed()) {
            return;
        }
        PlatformException refusal = refusal(failure);
        if (refusal.retryAfter() != null) {
            Duration after = refusal.retryAfter();
            response.putHeader("retry-after", Long.toString(Math.max(1, after.toSeconds())));
            response.putHeader("retry-after-ms", Long.toString(Math.max(1, after.toMillis())));
        } else if (refusal.code().status() == ErrorCode.CONFLICT.status()) {
            response.putHeader("x-should-retry", "false");
        }
        LOG.infof(
                "%s refused %d %s: %s",
                id, refusal.code().status(), refusal.code().code(), refusal.getMessage());
        answer(refusal.code().status(), dialect.refusal(encode(error(refusal))));
    }

    /** {@code failure} in the platform's vocabulary; logged with its stack where it is nobody's purpose. */
    PlatformException refusal(Throwable failure) {
        if (failure instanceof PlatformException platform) {
            return platform;
        }
        LOG.errorf(failure, "%s failed unexpectedly", id);
        return PlatformException.internal(failure);
    }

    ErrorEnvelope error(PlatformException refusal) {
        return ErrorEnvelope.of(refusal.code(), refusal.getMessage(), refusal.param(), id);
    }

    Buffer encode(Object body) {
        try {
            return Buffer.buffer(json.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer has no JSON form", e);
        }
    }

    /** Sends {@code events}; the first make the answer a stream of events. */
    void send(Buffer events) {
        if (response.headWritten()) {
            response.write(events);
            return;
        }
        openStream();
        response.write(events);
        if (request.version() != HttpVersion.HTTP_2) {
            // It has been put down, and nobody reads it any more.
            response.headers().clear();
        }
    }

    /** Sends {@code events} and ends the stream. */
    void sendLast(Buffer events) {
        if (!response.headWritten()) {
            openStream();
        }
        response.end(events);
    }

    private void openStream() {
        Chunks.joinedOn(request.connection());
        response.setStatusCode(200)
                .setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader("x-accel-buffering", "no");
    }

    /** Sends a whole JSON answer. */
    void answer(int status, Buffer body) {
        // Over HTTP/2 a connection is not ours alone, and a stream that ends early harms no other.
        boolean unread = !request.isEnded() && !isDrainable() && request.version() != HttpVersion.HTTP_2;
        response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, HeaderNames.JSON);
        if (unread) {
            response.putHeader(HttpHeaders.CONNECTION, "close");
        }
        response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
        Slices.end(response, body, response::closed);
        if (!request.isEnded()) {
            drain(unread);
        }
    }

    private boolean isDrainable() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null
                    ? !request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                    : Long.parseLong(length) <= DRAINABLE;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** A closed socket would throw away the refusal the client is about to read, so its bytes are let in for a moment. */
    private void drain(boolean thenClose) {
        request.handler(ignored -> {});
        request.exceptionHandler(ignored -> {});
        request.resume();
        if (thenClose) {
            vertx().setTimer(LINGER.toMillis(), ignored -> request.connection().close());
        }
    }

    /** Where the caller says that it stands in a trace. */
    TraceHeaders trace() {
        String parent = request.getHeader(HeaderNames.TRACEPARENT);
        return parent == null ? TraceHeaders.NONE : new TraceHeaders(parent, request.getHeader(HeaderNames.TRACESTATE));
    }
}

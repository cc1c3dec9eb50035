package kr.hangil.gateway.dataplane;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.usage.UsageData.Outcome;
import kr.hangil.gateway.admission.Reservation;
import kr.hangil.gateway.envelope.Envelope;
import kr.hangil.gateway.identity.Caller;
import kr.hangil.gateway.metering.Ending;
import kr.hangil.gateway.metering.Metered;
import kr.hangil.gateway.metering.TokenCounts;
import kr.hangil.gateway.routing.Demand;
import kr.hangil.gateway.snapshot.Deployment;
import kr.hangil.gateway.telemetry.AccessLine;
import kr.hangil.gateway.telemetry.RequestTrace;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/**
 * An admitted request, from its dispatch to its one end: its {@link Attempts} find a replica that answers, a {@link Relay} carries the answer.
 *
 * <p>Whatever happens, {@link #finish} runs exactly once: it stops the clocks, gives back what was reserved and writes the usage down, and
 * only then does the client see the end. Confined to the request's event loop.
 */
final class Dispatch {

    private final Dispatches shared;
    private final Exchange exchange;
    private final Caller caller;
    private final Envelope envelope;
    private final Reservation reservation;
    private final ModelChain chain;
    private final RequestTrace trace;
    private final Attempts attempts;

    private @Nullable Relay relay;
    private @Nullable Long ttftMillis;
    private TokenCounts noted = TokenCounts.NONE;
    private @Nullable StreamHeartbeat heartbeat;
    private long deadlineMillis;
    private @Nullable ErrorCode error;
    private boolean finished;

    /** @param chain what to ask when no replica of this model answers */
    Dispatch(
            Dispatches shared,
            Exchange exchange,
            Caller caller,
            Envelope envelope,
            Reservation reservation,
            Demand demand,
            ModelChain chain,
            RequestTrace trace) {
        this.shared = shared;
        this.exchange = exchange;
        this.caller = caller;
        this.envelope = envelope;
        this.reservation = reservation;
        this.chain = chain;
        this.trace = trace;
        this.attempts = new Attempts(this, shared, exchange, caller, envelope, demand, trace);
    }

    void start() {
        try {
            deadlineMillis = exchange.deadline().toMillis();
            exchange.response().closeHandler(ignored -> clientGone());
            exchange.response().exceptionHandler(ignored -> clientGone());
            if (exchange.response().closed()) {
                clientGone();
                return;
            }
            if (envelope.stream()) {
                heartbeat = new StreamHeartbeat(exchange, shared.config().pingInterval());
            }
            shared.running().add(this);
            attempts.begin();
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    boolean isFinished() {
        return finished;
    }

    Exchange exchange() {
        return exchange;
    }

    Envelope envelope() {
        return envelope;
    }

    long maxAnswer() {
        return shared.maxAnswer();
    }

    BodyMemory memory() {
        return shared.memory();
    }

    /** A pod answers, and its answer is for the client. */
    void answered(Deployment deployment, HttpClientResponse response) {
        relay = relay(deployment, response);
        relay.start();
    }

    private Relay relay(Deployment deployment, HttpClientResponse response) {
        if (response.statusCode() != 200) {
            return new RefusalRelay(this, response);
        }
        AnswerFacts facts = new AnswerFacts(deployment, reservation, response);
        return envelope.stream() ? new StreamRelay(this, response, facts) : new WholeRelay(this, response, facts);
    }

    /** The first byte for the client is here and goes out with this turn of the event loop. */
    void firstByte() {
        if (ttftMillis == null && !finished) {
            ttftMillis = exchange.elapsedMillis();
            trace.firstByte();
            letRequestGo();
        }
    }

    /** Nothing asks another replica from here on, and most of a stream is still to come. */
    private void letRequestGo() {
        envelope.body().letGo();
        exchange.letBodyGo();
        if (envelope.stream()) {
            exchange.letHeadersGo();
        }
    }

    /** Something was sent, so the next heartbeat is a whole interval away. */
    void sentSomething() {
        if (heartbeat != null) {
            heartbeat.sentSomething();
        }
    }

    /** Sees whether its time is over, or whether its client has waited long for a sign of life. */
    void watch() {
        long now = exchange.elapsedMillis();
        if (now >= deadlineMillis) {
            exchange.afterTurn(this::deadlinePassed);
        } else if (heartbeat != null) {
            heartbeat.watch(now);
        }
    }

    /** Notes what a stream has delivered by now, if it is more than when it was last noted, for a gateway that is killed. */
    void noteDelivered() {
        Metered attempt = attempts.metered();
        if (attempt == null || ttftMillis == null || !envelope.stream()) {
            return;
        }
        TokenCounts counts = delivered();
        if (!counts.equals(noted)) {
            noted = counts;
            shared.metering().progress(attempt, ending(Outcome.FAILED, counts, exchange.elapsedMillis()));
        }
    }

    /** What to bill when the engine reported nothing. */
    TokenCounts estimate(long deliveries) {
        Metered attempt = attempts.metered();
        return attempt == null ? TokenCounts.NONE : shared.metering().estimate(attempt, deliveries);
    }

    /** The answer is whole: writes the usage down, then lets {@code showEnd} send the last bytes. */
    void complete(TokenCounts counts, Runnable showEnd) {
        attempts.completed();
        finish(Outcome.COMPLETED, counts, showEnd);
    }

    /** The platform or the engine failed: bills what was delivered and ends the answer with an error. */
    void fail(Throwable failure) {
        PlatformException refusal = exchange.refusal(failure);
        error = refusal.code();
        if (blames(refusal.code())) {
            attempts.broke();
        }
        finish(Outcome.FAILED, delivered(), () -> {
            if (!chain.next(refusal)) {
                showError(refusal);
            }
        });
        // Not before: a cancelled call fails at once, which must not be taken for how the request ended.
        attempts.cancel();
    }

    /** As {@link #fail}, for a reason that says nothing of the replica. */
    void failBlameless(PlatformException refusal) {
        attempts.release();
        fail(refusal);
    }

    /** Whether the replica is at fault. */
    private static boolean blames(ErrorCode code) {
        return code == ErrorCode.ENGINE_FAILED || code == ErrorCode.ENGINE_TIMEOUT || code == ErrorCode.UNAVAILABLE;
    }

    /** The engine refused or failed and has said so itself, in {@code body}. */
    void passRefusal(int status, Buffer body) {
        error = status >= ErrorCode.INTERNAL.status() ? ErrorCode.ENGINE_FAILED : ErrorCode.INVALID_REQUEST;
        if (error == ErrorCode.ENGINE_FAILED) {
            attempts.broke();
        }
        finish(Outcome.FAILED, TokenCounts.NONE, () -> {
            if (exchange.response().headWritten()) {
                endStream(exchange.dialect().failure(body));
            } else {
                exchange.answer(status, exchange.dialect().refusal(body));
            }
        });
    }

    /** The engine ended its stream with an error event, which the client has already seen. */
    void failAfterEvent() {
        error = ErrorCode.ENGINE_FAILED;
        attempts.broke();
        finish(Outcome.FAILED, delivered(), () -> exchange.response().end());
    }

    private void clientGone() {
        if (!finished) {
            finish(Outcome.CANCELLED, delivered(), () -> {});
            attempts.cancel();
        }
    }

    private void deadlinePassed() {
        if (finished) {
            return;
        }
        if (exchange.hasOwnDeadline()) {
            fail(new PlatformException(ErrorCode.DEADLINE_EXCEEDED, "the deadline that the request set has passed"));
        } else {
            fail(new PlatformException(ErrorCode.ENGINE_TIMEOUT, "the model did not finish in time"));
        }
    }

    private TokenCounts delivered() {
        return relay == null ? TokenCounts.NONE : relay.delivered();
    }

    private void showError(PlatformException refusal) {
        if (!exchange.response().headWritten()) {
            exchange.refuse(refusal);
        } else if (envelope.stream()) {
            endStream(exchange.dialect().failure(exchange.encode(exchange.error(refusal))));
        } else {
            exchange.request().connection().close();
        }
    }

    private void endStream(Buffer lastEvent) {
        if (!exchange.response().closed()) {
            exchange.sendLast(lastEvent);
        }
    }

    private void finish(Outcome outcome, TokenCounts counts, Runnable showEnd) {
        if (finished) {
            return;
        }
        finished = true;
        shared.running().remove(this);
        reservation.settle(counts);
        attempts.leave();
        long millis = exchange.elapsedMillis();
        log(outcome, counts, millis);
        trace.ended(error, counts);
        shared.metrics()
                .ended(envelope.operation(), envelope.model(), attempts.region(), error, ttftMillis, millis, counts);
        Metered attempt = attempts.metered();
        if (attempt == null) {
            showEnd.run();
            return;
        }
        shared.metering()
                .end(attempt, ending(outcome, counts, millis))
                .onComplete(ignored -> showEnd.run(), failure -> showError(exchange.refusal(failure)));
    }

    private Ending ending(Outcome outcome, TokenCounts counts, long millis) {
        return new Ending(outcome, counts, reservation.repeatOf() != null, attempts.modelDigest(), ttftMillis, millis);
    }

    private void log(Outcome outcome, TokenCounts counts, long millis) {
        Metered attempt = attempts.metered();
        shared.accessLog()
                .add(new AccessLine(
                        exchange.id(),
                        outcome,
                        caller.tenant(),
                        caller.keyId(),
                        envelope.model(),
                        attempt == null ? null : attempt.replica().name(),
                        exchange.attempts(),
                        counts,
                        reservation.repeatOf(),
                        ttftMillis,
                        millis));
    }
}

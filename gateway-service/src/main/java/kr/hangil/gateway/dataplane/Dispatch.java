package kr.hangil.gateway.dataplane;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.usage.UsageData.Outcome;
import kr.hangil.gateway.admission.Reservation;
import kr.hangil.gateway.envelope.Envelope;
import kr.hangil.gateway.http.HeaderNames;
import kr.hangil.gateway.identity.Caller;
import kr.hangil.gateway.metering.Ending;
import kr.hangil.gateway.metering.Metered;
import kr.hangil.gateway.metering.TokenCounts;
import kr.hangil.gateway.routing.Demand;
import kr.hangil.gateway.routing.ReplicaLease;
import kr.hangil.gateway.routing.RoutingService;
import kr.hangil.gateway.routing.Ticket;
import kr.hangil.gateway.snapshot.Replica;
import kr.hangil.gateway.telemetry.AccessLine;
import kr.hangil.gateway.telemetry.RequestTrace;
import kr.hangil.gateway.telemetry.TraceHeaders;
import kr.hangil.gateway.upstream.UpstreamCall;
import kr.hangil.gateway.upstream.UpstreamClient;
import kr.hangil.platform.error.PlatformException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * An admitted request, from its first attempt to its one end.
 *
 * <p>An attempt that fails before its first byte goes on to the next replica. Whatever happens, {@link #finish} runs
 * exactly once: it stops the timers, gives back what was reserved and writes the usage down, and only then does the
 * client see the end. Confined to the request's event loop.
 */
final class Dispatch {

    private static final Logger LOG = Logger.getLogger(Dispatch.class);

    private final Dispatches shared;
    private final Exchange exchange;
    private final Caller caller;
    private final Envelope envelope;
    private final Reservation reservation;
    private final Demand demand;
    private final ModelChain chain;
    private final RequestTrace trace;
    private final Set<Replica> tried = new HashSet<>();

    private @Nullable Ticket ticket;
    private @Nullable ReplicaLease lease;
    private @Nullable Metered attempt;
    private @Nullable UpstreamCall call;
    private @Nullable Relay relay;
    private @Nullable String modelDigest;
    private @Nullable Long ttftMillis;
    private TokenCounts noted = TokenCounts.NONE;
    private @Nullable StreamHeartbeat heartbeat;
    private long deadlineMillis;
    private @Nullable ErrorCode error;
    private int attempts;
    private boolean triedAfresh;
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
        this.demand = demand;
        this.chain = chain;
        this.trace = trace;
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
            await(shared.routing().ask(demand));
        } catch (RuntimeException e) {
            fail(e);
        }
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

    private void await(Ticket asked) {
        ticket = asked;
        exchange.here(asked.lease()).onComplete(this::attempt, this::fail);
    }

    private void attempt(ReplicaLease taken) {
        if (finished) {
            return;
        }
        lease = taken;
        tried.add(taken.replica());
        Metered current = new Metered(
                exchange.id(),
                exchange.nextAttempt(),
                caller,
                envelope,
                taken.deployment(),
                taken.replica(),
                exchange.startedAt());
        shared.metering().begin(current).onComplete(ignored -> send(current, taken), this::unmetered);
        attempt = current;
    }

    /** Nothing was written down, so there is nothing to end, and the replica was never asked. */
    private void unmetered(Throwable failure) {
        attempt = null;
        if (lease != null) {
            lease.release();
            lease = null;
        }
        fail(failure);
    }

    private void send(Metered current, ReplicaLease taken) {
        if (finished) {
            return;
        }
        UpstreamCall sent = shared.upstream().call(taken.replica(), envelope, origin(current), exchange.timeLeft());
        call = sent;
        sent.response()
                .onComplete(
                        response -> answered(current, taken, response),
                        failure -> unreachable(current, taken, failure));
    }

    private void answered(Metered current, ReplicaLease taken, HttpClientResponse response) {
        if (finished) {
            return;
        }
        modelDigest = response.getHeader(HeaderNames.MODEL_DIGEST);
        taken.answered(response.getHeader(HeaderNames.LOAD));
        if (response.statusCode() == ErrorCode.NO_REPLICA.status()) {
            taken.unreachable();
            discard(response);
            retry(current, taken, "answered 503");
        } else if (response.statusCode() == ErrorCode.QUEUE_FULL.status() && mayWait()) {
            waitForRoom(current, taken, response);
        } else {
            relay = relay(taken, response);
            relay.start();
        }
    }

    private Relay relay(ReplicaLease taken, HttpClientResponse response) {
        if (response.statusCode() != 200) {
            return new RefusalRelay(this, response);
        }
        AnswerFacts facts = new AnswerFacts(taken.deployment(), reservation, response);
        return envelope.stream() ? new StreamRelay(this, response, facts) : new WholeRelay(this, response, facts);
    }

    private void unreachable(Metered current, ReplicaLease taken, Throwable failure) {
        if (finished) {
            return;
        }
        if (failure instanceof PlatformException ours) {
            failBlameless(ours);
        } else if (failure instanceof HttpClosedException && !triedAfresh) {
            // A kept connection that its pod has closed meanwhile says nothing about the pod.
            triedAfresh = true;
            tried.remove(taken.replica());
            taken.release();
            retry(current, taken, failure.toString());
        } else {
            taken.unreachable();
            retry(current, taken, failure.toString());
        }
    }

    /** Goes on to another replica, after a moment, where there is one and the retries allow. */
    private void retry(Metered current, ReplicaLease taken, String why) {
        attempts++;
        LOG.warnf(
                "%s attempt %d at %s: %s",
                exchange.id(), current.attempt(), taken.replica().name(), why);
        Optional<Duration> pause = shared.routing().retry(attempts + 1);
        trace.attemptFailed(why);
        endAttempt(current, () -> {
            if (pause.isEmpty()) {
                fail(RoutingService.noReplica(envelope.model()));
            } else {
                exchange.vertx().setTimer(Math.max(1, pause.get().toMillis()), ignored -> askAgain());
            }
        });
    }

    private void askAgain() {
        if (!finished) {
            await(shared.routing().askAgain(demand, tried));
        }
    }

    /** Whether a request that a pod had no room for has time to wait for room. */
    private boolean mayWait() {
        return exchange.elapsedMillis() < shared.patience().toMillis();
    }

    /** The pod took it for too many: the request goes back into the line, which knows now how much the pod takes. */
    private void waitForRoom(Metered current, ReplicaLease taken, HttpClientResponse response) {
        tried.remove(taken.replica());
        taken.full(response.getHeader("retry-after-ms"));
        discard(response);
        trace.attemptFailed("no room");
        endAttempt(current, this::askAgain);
    }

    /** Reads past an answer that nobody needs, so that its connection can be used again. */
    private void discard(HttpClientResponse response) {
        call = null;
        response.exceptionHandler(ignored -> {});
        response.handler(ignored -> {});
        response.resume();
    }

    /** Nothing of this attempt came back: writes that down, then goes on. */
    private void endAttempt(Metered current, Runnable then) {
        if (call != null) {
            call.cancel();
        }
        Ending ending = new Ending(Outcome.FAILED, TokenCounts.NONE, true, modelDigest, null, exchange.elapsedMillis());
        attempt = null;
        lease = null;
        shared.metering().end(current, ending).onComplete(ignored -> {
            if (!finished) {
                then.run();
            }
        });
    }

    private UpstreamClient.Origin origin(Metered current) {
        TraceHeaders told = trace.attempt(current.replica(), current.attempt());
        return new UpstreamClient.Origin(
                exchange.id(), caller.tenant(), demand.priority().wireName(), told);
    }

    /** The first byte for the client is here and goes out with this turn of the event loop. */
    void firstByte() {
        if (ttftMillis == null && !finished) {
            ttftMillis = exchange.elapsedMillis();
            trace.firstByte();
            letBodyGo();
        }
    }

    /** Nothing asks another replica from here on, and most of a stream is still to come. */
    private void letBodyGo() {
        envelope.body().letGo();
        exchange.letBodyGo();
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
        return attempt == null ? TokenCounts.NONE : shared.metering().estimate(attempt, deliveries);
    }

    /** The answer is whole: writes the usage down, then lets {@code showEnd} send the last bytes. */
    void complete(TokenCounts counts, Runnable showEnd) {
        if (lease != null && !finished) {
            lease.completed();
        }
        finish(Outcome.COMPLETED, counts, showEnd);
    }

    /** The platform or the engine failed: bills what was delivered and ends the answer with an error. */
    void fail(Throwable failure) {
        PlatformException refusal = exchange.refusal(failure);
        error = refusal.code();
        if (lease != null && blames(refusal.code())) {
            lease.broke();
        }
        finish(Outcome.FAILED, delivered(), () -> {
            if (!chain.next(refusal)) {
                showError(refusal);
            }
        });
        abandon();
    }

    /** As {@link #fail}, for a reason that says nothing of the replica. */
    void failBlameless(PlatformException refusal) {
        if (lease != null) {
            lease.release();
        }
        fail(refusal);
    }

    /** Whether the replica is at fault. */
    private static boolean blames(ErrorCode code) {
        return code == ErrorCode.ENGINE_FAILED || code == ErrorCode.ENGINE_TIMEOUT || code == ErrorCode.UNAVAILABLE;
    }

    /** The engine refused or failed and has said so itself, in {@code body}. */
    void passRefusal(int status, Buffer body) {
        error = status >= ErrorCode.INTERNAL.status() ? ErrorCode.ENGINE_FAILED : ErrorCode.INVALID_REQUEST;
        if (lease != null && error == ErrorCode.ENGINE_FAILED) {
            lease.broke();
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
        if (lease != null) {
            lease.broke();
        }
        finish(Outcome.FAILED, delivered(), () -> exchange.response().end());
    }

    private void clientGone() {
        if (!finished) {
            finish(Outcome.CANCELLED, delivered(), () -> {});
            abandon();
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

    /** After {@link #finish}: a cancelled call fails at once, which must not be taken for how the request ended. */
    private void abandon() {
        if (call != null) {
            call.cancel();
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
            exchange.response().end(lastEvent);
        }
    }

    private void finish(Outcome outcome, TokenCounts counts, Runnable showEnd) {
        if (finished) {
            return;
        }
        finished = true;
        shared.running().remove(this);
        reservation.settle(counts);
        if (lease != null) {
            lease.release();
        } else if (ticket != null) {
            ticket.cancel();
        }
        long millis = exchange.elapsedMillis();
        log(outcome, counts, millis);
        trace.ended(error, counts);
        shared.metrics()
                .ended(
                        envelope.operation(),
                        envelope.model(),
                        lease == null ? "" : lease.deployment().region(),
                        error,
                        ttftMillis,
                        millis,
                        counts);
        if (attempt == null) {
            showEnd.run();
            return;
        }
        shared.metering()
                .end(attempt, ending(outcome, counts, millis))
                .onComplete(ignored -> showEnd.run(), failure -> showError(exchange.refusal(failure)));
    }

    private Ending ending(Outcome outcome, TokenCounts counts, long millis) {
        return new Ending(outcome, counts, reservation.repeatOf() != null, modelDigest, ttftMillis, millis);
    }

    private void log(Outcome outcome, TokenCounts counts, long millis) {
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

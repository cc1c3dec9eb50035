package kr.hangil.gateway.dataplane;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.usage.UsageData.Outcome;
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
import kr.hangil.gateway.telemetry.RequestTrace;
import kr.hangil.gateway.telemetry.TraceHeaders;
import kr.hangil.gateway.upstream.UpstreamCall;
import kr.hangil.gateway.upstream.UpstreamClient;
import kr.hangil.platform.error.PlatformException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What an admitted request tries, one replica after another, until one of them answers: each attempt is written down before it is sent, and
 * one that ends before its answer's first byte is written down as that.
 *
 * <p>Confined to the request's event loop.
 */
final class Attempts {

    private static final Logger LOG = Logger.getLogger(Attempts.class);

    private final Dispatch dispatch;
    private final Dispatches shared;
    private final Exchange exchange;
    private final Caller caller;
    private final Envelope envelope;
    private final Demand demand;
    private final RequestTrace trace;
    private final Set<Replica> tried = new HashSet<>();

    private @Nullable Ticket ticket;
    private @Nullable ReplicaLease lease;
    private @Nullable Metered metered;
    private @Nullable UpstreamCall call;
    private @Nullable String modelDigest;
    private int failed;
    private boolean triedAfresh;
    private boolean triedWithNewToken;

    /** @param dispatch hears of the answer, or why there is none */
    Attempts(
            Dispatch dispatch,
            Dispatches shared,
            Exchange exchange,
            Caller caller,
            Envelope envelope,
            Demand demand,
            RequestTrace trace) {
        this.dispatch = dispatch;
        this.shared = shared;
        this.exchange = exchange;
        this.caller = caller;
        this.envelope = envelope;
        this.demand = demand;
        this.trace = trace;
    }

    void begin() {
        await(shared.routing().ask(demand));
    }

    /** What is written down of the attempt at hand, and has an end to come; null while there is none. */
    @Nullable
    Metered metered() {
        return metered;
    }

    /** The version that answered, as its pod says; null before that. */
    @Nullable
    String modelDigest() {
        return modelDigest;
    }

    /** Where the replica at hand is; empty without one. */
    String region() {
        return lease == null ? "" : lease.deployment().region();
    }

    /** The replica's answer is whole. */
    void completed() {
        if (lease != null) {
            lease.completed();
        }
    }

    /** The replica at hand, where there is one, is at fault. */
    void broke() {
        if (lease != null) {
            lease.broke();
        }
    }

    /** Whatever became of the request says nothing of the replica, unless it was said before. */
    void release() {
        if (lease != null) {
            lease.release();
        }
    }

    /** The request is over: gives up the place at a replica, or in the line for one. */
    void leave() {
        if (ticket != null) {
            ticket.cancel();
        }
        release();
    }

    /** Tells the pod that nobody waits any more. */
    void cancel() {
        if (call != null) {
            call.cancel();
        }
    }

    private void await(Ticket asked) {
        ticket = asked;
        exchange.here(asked.lease()).onComplete(this::attempt, dispatch::fail);
    }

    private void attempt(ReplicaLease taken) {
        if (dispatch.isFinished()) {
            return;
        }
        ticket = null;
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
        Future<Void> written = shared.metering().begin(current);
        metered = current;
        written.onComplete(ignored -> send(current, taken), this::unmetered);
    }

    private void send(Metered current, ReplicaLease taken) {
        if (dispatch.isFinished()) {
            return;
        }
        try {
            call(current, taken);
        } catch (RuntimeException e) {
            dispatch.fail(e);
        }
    }

    private void call(Metered current, ReplicaLease taken) {
        UpstreamCall sent = shared.upstream().call(taken.replica(), envelope, origin(current), exchange.timeLeft());
        call = sent;
        sent.response()
                .onComplete(
                        response -> answered(current, taken, response),
                        failure -> unreachable(current, taken, failure));
    }

    /** Nothing was written down, so there is nothing to end, and the replica was never asked. */
    private void unmetered(Throwable failure) {
        metered = null;
        release();
        lease = null;
        dispatch.fail(failure);
    }

    private UpstreamClient.Origin origin(Metered current) {
        TraceHeaders told = trace.attempt(current.replica(), current.attempt());
        return new UpstreamClient.Origin(
                exchange.id(), caller.tenant(), demand.priority().wireName(), told);
    }

    private void answered(Metered current, ReplicaLease taken, HttpClientResponse response) {
        if (dispatch.isFinished()) {
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
        } else if (response.statusCode() == ErrorCode.INVALID_TOKEN.status() && !triedWithNewToken) {
            showNewToken(current, taken, response);
        } else {
            dispatch.answered(taken.deployment(), response);
        }
    }

    private void unreachable(Metered current, ReplicaLease taken, Throwable failure) {
        if (dispatch.isFinished()) {
            return;
        }
        if (failure instanceof PlatformException ours) {
            dispatch.failBlameless(ours);
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
        failed++;
        LOG.warnf(
                "%s attempt %d at %s: %s",
                exchange.id(), current.attempt(), taken.replica().name(), why);
        Optional<Duration> pause = shared.routing().retry(failed + 1);
        trace.attemptFailed(why);
        end(current, () -> {
            if (pause.isEmpty()) {
                dispatch.fail(RoutingService.noReplica(envelope.model()));
            } else {
                exchange.vertx().setTimer(Math.max(1, pause.get().toMillis()), ignored -> askAgain());
            }
        });
    }

    private void askAgain() {
        if (!dispatch.isFinished()) {
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
        end(current, this::askAgain);
    }

    /** The pod did not take the gateway's token, which says nothing of the pod: once more, with a new one. */
    private void showNewToken(Metered current, ReplicaLease taken, HttpClientResponse response) {
        triedWithNewToken = true;
        tried.remove(taken.replica());
        taken.release();
        discard(response);
        trace.attemptFailed("token refused");
        end(current, () -> shared.upstream().refused().onComplete(ignored -> askAgain(), dispatch::fail));
    }

    /** Reads past an answer that nobody needs, so that its connection can be used again. */
    private void discard(HttpClientResponse response) {
        call = null;
        response.exceptionHandler(ignored -> {});
        response.handler(ignored -> {});
        response.resume();
    }

    /** Nothing of this attempt came back: writes that down, then goes on. */
    private void end(Metered current, Runnable then) {
        cancel();
        Ending ending = new Ending(Outcome.FAILED, TokenCounts.NONE, true, modelDigest, null, exchange.elapsedMillis());
        metered = null;
        lease = null;
        shared.metering().end(current, ending).onComplete(ignored -> {
            if (!dispatch.isFinished()) {
                then.run();
            }
        });
    }
}

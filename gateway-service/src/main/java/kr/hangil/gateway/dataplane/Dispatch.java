package kr.hangil.gateway.dataplane;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kr.hangil.contracts.HangilHeaders;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.usage.UsageData.Outcome;
import kr.hangil.gateway.admission.Reservation;
import kr.hangil.gateway.envelope.Envelope;
import kr.hangil.gateway.identity.Caller;
import kr.hangil.gateway.metering.Ending;
import kr.hangil.gateway.metering.Metered;
import kr.hangil.gateway.metering.TokenCounts;
import kr.hangil.gateway.routing.ReplicaLease;
import kr.hangil.gateway.snapshot.Replica;
import kr.hangil.gateway.snapshot.Route;
import kr.hangil.gateway.upstream.UpstreamCall;
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
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final Dispatches shared;
    private final Exchange exchange;
    private final Caller caller;
    private final Envelope envelope;
    private final Route route;
    private final Reservation reservation;
    private final List<Replica> tried = new ArrayList<>();

    private @Nullable ReplicaLease lease;
    private @Nullable Metered attempt;
    private @Nullable UpstreamCall call;
    private @Nullable Relay relay;
    private @Nullable String modelDigest;
    private @Nullable Long ttftMillis;
    private @Nullable StreamHeartbeat heartbeat;
    private long deadlineTimer = -1;
    private int attempts;
    private boolean triedAfresh;
    private boolean finished;

    Dispatch(
            Dispatches shared,
            Exchange exchange,
            Caller caller,
            Envelope envelope,
            Route route,
            Reservation reservation) {
        this.shared = shared;
        this.exchange = exchange;
        this.caller = caller;
        this.envelope = envelope;
        this.route = route;
        this.reservation = reservation;
    }

    void start() {
        try {
            Duration deadline = exchange.deadline();
            exchange.response().closeHandler(ignored -> clientGone());
            exchange.response().exceptionHandler(ignored -> clientGone());
            if (exchange.response().closed()) {
                clientGone();
                return;
            }
            deadlineTimer = exchange.vertx().setTimer(deadline.toMillis(), ignored -> deadlinePassed());
            if (envelope.stream()) {
                heartbeat = new StreamHeartbeat(exchange, shared.config().pingInterval());
            }
            tryNext(null);
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

    /** @param before why the attempt before this one failed; null for the first */
    private void tryNext(@Nullable PlatformException before) {
        Optional<ReplicaLease> picked = shared.routing().pick(route, tried);
        if (picked.isEmpty()) {
            fail(before == null ? noReplica() : before);
            return;
        }
        ReplicaLease taken = picked.get();
        lease = taken;
        tried.add(taken.replica());
        attempts++;
        Metered current =
                new Metered(exchange.id(), attempts, caller, envelope, route, taken.replica(), exchange.startedAt());
        exchange.here(shared.metering().begin(current))
                .onSuccess(ignored -> send(current, taken))
                .onFailure(this::fail);
        attempt = current;
    }

    private void send(Metered current, ReplicaLease taken) {
        if (finished) {
            return;
        }
        Duration left = exchange.deadline().minusMillis(exchange.elapsedMillis());
        UpstreamCall sent =
                shared.upstream().call(taken.replica(), envelope, exchange.id(), left, exchange.traceparent());
        call = sent;
        exchange.here(sent.response())
                .onSuccess(response -> answered(current, taken, response))
                .onFailure(failure -> unreachable(current, taken, failure));
    }

    private void answered(Metered current, ReplicaLease taken, HttpClientResponse response) {
        if (finished) {
            return;
        }
        modelDigest = response.getHeader(HangilHeaders.MODEL_DIGEST);
        if (response.statusCode() == ErrorCode.NO_REPLICA.status() && hasUntried()) {
            retry(current, taken, "answered 503", noReplica());
            return;
        }
        taken.answered();
        if (response.statusCode() != 200) {
            relay = new RefusalRelay(this, response);
        } else if (envelope.stream()) {
            relay = new StreamRelay(this, response);
        } else {
            relay = new WholeRelay(this, response);
        }
        relay.start();
    }

    private void unreachable(Metered current, ReplicaLease taken, Throwable failure) {
        if (finished) {
            return;
        }
        if (failure instanceof PlatformException ours) {
            fail(ours);
        } else {
            if (failure instanceof HttpClosedException && !triedAfresh) {
                // A kept connection that its pod has closed meanwhile says nothing about the pod.
                triedAfresh = true;
                tried.remove(taken.replica());
            }
            retry(current, taken, failure.toString(), noReplica());
        }
    }

    private void retry(Metered current, ReplicaLease taken, String why, PlatformException reason) {
        LOG.warnf(
                "%s attempt %d at %s: %s",
                exchange.id(), attempts, taken.replica().name(), why);
        taken.failed();
        if (call != null) {
            call.cancel();
        }
        Ending ending = new Ending(Outcome.FAILED, TokenCounts.NONE, modelDigest, null, exchange.elapsedMillis());
        attempt = null;
        exchange.here(shared.metering().end(current, ending)).onComplete(ignored -> {
            if (!finished) {
                tryNext(reason);
            }
        });
    }

    private boolean hasUntried() {
        return tried.size() < route.replicas().size();
    }

    private PlatformException noReplica() {
        return PlatformException.retryable(
                ErrorCode.NO_REPLICA,
                "no replica of model '" + route.servedModel() + "' in " + route.region() + " can be reached right now",
                RETRY_AFTER);
    }

    /** The first byte for the client is about to go out. */
    void firstByte() {
        if (ttftMillis == null) {
            ttftMillis = exchange.elapsedMillis();
        }
    }

    /** Puts on the answer what tells where it was served. */
    void describe(HttpClientResponse upstream) {
        exchange.response().putHeader(HangilHeaders.REGION, route.region());
        for (String header : List.of(HangilHeaders.MODEL_DIGEST, HangilHeaders.REPLICA)) {
            String value = upstream.getHeader(header);
            if (value != null) {
                exchange.response().putHeader(header, value);
            }
        }
    }

    /** Something was sent, so the next heartbeat is a whole interval away. */
    void sentSomething() {
        if (heartbeat != null) {
            heartbeat.sentSomething();
        }
    }

    /** What to bill when the engine reported nothing. */
    TokenCounts estimate(long deliveries) {
        return attempt == null ? TokenCounts.NONE : shared.metering().estimate(attempt, deliveries);
    }

    /** Puts on an answer that is whole what it cost. */
    void price(TokenCounts counts) {
        reservation
                .cost(counts)
                .ifPresent(won -> exchange.response()
                        .putHeader(
                                HangilHeaders.COST_KRW, won.stripTrailingZeros().toPlainString()));
    }

    /** The answer is whole: writes the usage down, then lets {@code showEnd} send the last bytes. */
    void complete(TokenCounts counts, Runnable showEnd) {
        finish(Outcome.COMPLETED, counts, showEnd);
    }

    /** The platform or the engine failed: bills what was delivered and ends the answer with an error. */
    void fail(Throwable failure) {
        PlatformException refusal = exchange.refusal(failure);
        finish(Outcome.FAILED, delivered(), () -> showError(refusal));
        abandon();
    }

    /** The engine refused or failed and has said so itself, in {@code body}. */
    void passRefusal(int status, Buffer body) {
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
        finish(Outcome.FAILED, delivered(), () -> exchange.response().end());
    }

    private void clientGone() {
        if (!finished) {
            finish(Outcome.CANCELLED, delivered(), () -> {});
            abandon();
        }
    }

    private void deadlinePassed() {
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
        exchange.vertx().cancelTimer(deadlineTimer);
        if (heartbeat != null) {
            heartbeat.stop();
        }
        reservation.settle(counts);
        if (lease != null) {
            lease.release();
        }
        log(outcome, counts);
        if (attempt == null) {
            showEnd.run();
            return;
        }
        Ending ending = new Ending(outcome, counts, modelDigest, ttftMillis, exchange.elapsedMillis());
        exchange.here(shared.metering().end(attempt, ending))
                .onSuccess(ignored -> showEnd.run())
                .onFailure(failure -> showError(exchange.refusal(failure)));
    }

    /** One line per request, put together by hand: a format string costs as much as the rest of it. */
    private void log(Outcome outcome, TokenCounts counts) {
        LOG.info(exchange.id() + " " + outcome + " tenant=" + caller.tenant() + " key=" + caller.keyId() + " model="
                + route.servedModel() + " replica="
                + (attempt == null ? null : attempt.replica().name()) + " attempt=" + attempts + " prompt="
                + counts.prompt() + " completion=" + counts.completion() + (counts.estimated() ? " estimated" : "")
                + " ttft=" + ttftMillis + " ms=" + exchange.elapsedMillis());
    }
}

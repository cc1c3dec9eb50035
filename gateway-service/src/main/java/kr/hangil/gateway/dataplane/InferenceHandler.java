package kr.hangil.gateway.dataplane;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import kr.hangil.gateway.admission.AdmissionService;
import kr.hangil.gateway.admission.RepeatClaim;
import kr.hangil.gateway.admission.Reservation;
import kr.hangil.gateway.envelope.Envelope;
import kr.hangil.gateway.envelope.Operation;
import kr.hangil.gateway.http.HeaderNames;
import kr.hangil.gateway.identity.Caller;
import kr.hangil.gateway.identity.CallerService;
import kr.hangil.gateway.routing.Priority;
import kr.hangil.gateway.routing.RoutingService;
import kr.hangil.gateway.snapshot.Route;
import kr.hangil.gateway.snapshot.Snapshot;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/**
 * The chain of an inference request up to its dispatch. This is the order, and the only place that says it:
 *
 * <p>identity, body, envelope, route, admission, dispatch; the last three again for a fallback of the tenant's.
 */
@Singleton
public class InferenceHandler {

    private static final CharSequence REPEAT = HttpHeaders.createOptimized(RepeatClaim.HEADER);

    /** A request that was to end by its deadline may take so much longer to do it. */
    private static final Duration LINGER = Duration.ofSeconds(30);

    private final BodyReader bodies;
    private final CallerService callers;
    private final RoutingService routing;
    private final AdmissionService admission;
    private final Dispatches dispatches;

    InferenceHandler(
            BodyReader bodies,
            CallerService callers,
            RoutingService routing,
            AdmissionService admission,
            Dispatches dispatches) {
        this.bodies = bodies;
        this.callers = callers;
        this.routing = routing;
        this.admission = admission;
        this.dispatches = dispatches;
    }

    void handle(Exchange exchange, Operation operation) {
        exchange.request().pause();
        exchange.here(callers.identify(exchange.request()))
                .compose(caller -> read(exchange, operation, caller.doing(operation.wireName())))
                .onFailure(exchange::refuse);
    }

    private Future<Envelope> read(Exchange exchange, Operation operation, Caller caller) {
        return bodies.read(exchange)
                .compose(body -> exchange.envelope(operation, body))
                .onSuccess(asked -> dispatch(exchange, caller, asked));
    }

    private void dispatch(Exchange exchange, Caller caller, Envelope asked) {
        String repeat = exchange.request().getHeader(REPEAT);
        if (repeat == null) {
            dispatch(exchange, caller, asked, null);
            return;
        }
        try {
            Duration lease = exchange.timeLeft().plus(LINGER);
            exchange.read(
                            asked.body().bytes().length,
                            () -> RepeatClaim.of(repeat, caller, asked, exchange.id(), lease))
                    .onComplete(again -> dispatch(exchange, caller, asked, again), exchange::refuse);
        } catch (PlatformException e) {
            exchange.refuse(e);
        }
    }

    private void dispatch(Exchange exchange, Caller caller, Envelope asked, @Nullable RepeatClaim again) {
        try {
            Priority priority = Priority.of(exchange.request().getHeader(HeaderNames.PRIORITY));
            List<String> fallbacks =
                    exchange.snapshot().policy(caller.tenant()).fallbacks().getOrDefault(asked.model(), List.of());
            new ModelChain(
                            exchange,
                            asked,
                            fallbacks,
                            (envelope, chain, refused) ->
                                    admit(exchange, caller, envelope, again, priority, chain, refused))
                    .begin();
        } catch (RuntimeException e) {
            exchange.refuse(e);
        }
    }

    private void admit(
            Exchange exchange,
            Caller caller,
            Envelope envelope,
            @Nullable RepeatClaim again,
            Priority priority,
            ModelChain chain,
            ModelChain.Refused refused) {
        try {
            admit(exchange, caller, envelope, again, priority, chain).onFailure(refused::because);
        } catch (PlatformException e) {
            refused.because(e);
        }
    }

    private Future<Reservation> admit(
            Exchange exchange,
            Caller caller,
            Envelope envelope,
            @Nullable RepeatClaim again,
            Priority priority,
            ModelChain chain) {
        Snapshot snapshot = exchange.snapshot();
        Route route = routing.resolve(snapshot, caller, envelope);
        return exchange.here(admission.reserve(
                        chain.claim(),
                        exchange.startedAt(),
                        snapshot,
                        caller,
                        envelope,
                        again == null ? null : again.by(chain.claim()),
                        exchange.response().headers()))
                .onSuccess(reservation -> dispatches.start(
                        exchange,
                        caller,
                        envelope,
                        reservation,
                        routing.demand(
                                snapshot,
                                caller,
                                envelope,
                                route,
                                priority,
                                reservation.promptTokens(),
                                reservation.outputTokens()),
                        chain));
    }
}

package kr.hangil.gateway.dataplane;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Singleton;
import java.util.List;
import kr.hangil.contracts.HangilHeaders;
import kr.hangil.gateway.admission.AdmissionService;
import kr.hangil.gateway.admission.Reservation;
import kr.hangil.gateway.envelope.Envelope;
import kr.hangil.gateway.envelope.EnvelopeReader;
import kr.hangil.gateway.envelope.Operation;
import kr.hangil.gateway.identity.Caller;
import kr.hangil.gateway.identity.CallerService;
import kr.hangil.gateway.routing.Priority;
import kr.hangil.gateway.routing.RoutingService;
import kr.hangil.gateway.snapshot.Route;
import kr.hangil.gateway.snapshot.Snapshot;
import kr.hangil.platform.error.PlatformException;

/**
 * The chain of an inference request up to its dispatch. This is the order, and the only place that says it:
 *
 * <p>identity, body, envelope, route, admission, dispatch; the last three again for a fallback of the tenant's.
 */
@Singleton
public class InferenceHandler {

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
                .map(caller -> caller.doing(operation.wireName()))
                .compose(caller -> bodies.read(exchange)
                        .compose(exchange::inPodsWords)
                        .onSuccess(body -> dispatch(exchange, operation, caller, body)))
                .onFailure(exchange::refuse);
    }

    private void dispatch(Exchange exchange, Operation operation, Caller caller, Buffer body) {
        try {
            Envelope asked = EnvelopeReader.read(operation, body.getBytes());
            Priority priority = Priority.of(exchange.request().getHeader(HangilHeaders.PRIORITY));
            List<String> fallbacks =
                    exchange.snapshot().policy(caller.tenant()).fallbacks().getOrDefault(asked.model(), List.of());
            new ModelChain(
                            exchange,
                            asked,
                            fallbacks,
                            (envelope, chain, refused) -> admit(exchange, caller, envelope, priority, chain, refused))
                    .begin();
        } catch (RuntimeException e) {
            exchange.refuse(e);
        }
    }

    private void admit(
            Exchange exchange,
            Caller caller,
            Envelope envelope,
            Priority priority,
            ModelChain chain,
            ModelChain.Refused refused) {
        try {
            admit(exchange, caller, envelope, priority, chain).onFailure(refused::because);
        } catch (PlatformException e) {
            refused.because(e);
        }
    }

    private Future<Reservation> admit(
            Exchange exchange, Caller caller, Envelope envelope, Priority priority, ModelChain chain) {
        Snapshot snapshot = exchange.snapshot();
        Route route = routing.resolve(snapshot, caller, envelope);
        return exchange.here(admission.reserve(
                        chain.claim(),
                        exchange.startedAt(),
                        snapshot,
                        caller,
                        envelope,
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

package kr.hangil.gateway.dataplane;

import io.vertx.core.buffer.Buffer;
import jakarta.inject.Singleton;
import kr.hangil.gateway.admission.AdmissionService;
import kr.hangil.gateway.envelope.Envelope;
import kr.hangil.gateway.envelope.EnvelopeReader;
import kr.hangil.gateway.envelope.Operation;
import kr.hangil.gateway.identity.Caller;
import kr.hangil.gateway.identity.CallerService;
import kr.hangil.gateway.routing.RoutingService;
import kr.hangil.gateway.snapshot.Route;

/**
 * The chain of an inference request up to its dispatch. This is the order, and the only place that says it:
 *
 * <p>identity, body, envelope, route, admission, dispatch.
 */
@Singleton
public class InferenceHandler {

    private final DataPlaneConfig config;
    private final CallerService callers;
    private final RoutingService routing;
    private final AdmissionService admission;
    private final Dispatches dispatches;

    InferenceHandler(
            DataPlaneConfig config,
            CallerService callers,
            RoutingService routing,
            AdmissionService admission,
            Dispatches dispatches) {
        this.config = config;
        this.callers = callers;
        this.routing = routing;
        this.admission = admission;
        this.dispatches = dispatches;
    }

    void handle(Exchange exchange, Operation operation) {
        exchange.request().pause();
        exchange.here(callers.identify(exchange.request()))
                .map(caller -> caller.doing(operation.wireName()))
                .compose(caller -> RequestBody.read(exchange, config.maxBody().asLongValue(), config.bodyTimeout())
                        .compose(exchange::inPodsWords)
                        .onSuccess(body -> dispatch(exchange, operation, caller, body)))
                .onFailure(exchange::refuse);
    }

    private void dispatch(Exchange exchange, Operation operation, Caller caller, Buffer body) {
        try {
            Envelope envelope = EnvelopeReader.read(operation, body.getBytes());
            Route route = routing.resolve(exchange.snapshot(), caller, envelope);
            exchange.here(admission.reserve(
                            exchange.id(),
                            exchange.startedAt(),
                            exchange.snapshot(),
                            caller,
                            envelope,
                            exchange.response().headers()))
                    .onSuccess(reservation -> dispatches.start(exchange, caller, envelope, route, reservation))
                    .onFailure(exchange::refuse);
        } catch (RuntimeException e) {
            exchange.refuse(e);
        }
    }
}

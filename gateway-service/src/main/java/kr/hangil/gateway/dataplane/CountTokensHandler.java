package kr.hangil.gateway.dataplane;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import kr.hangil.gateway.admission.AdmissionService;
import kr.hangil.gateway.envelope.Envelope;
import kr.hangil.gateway.envelope.Operation;
import kr.hangil.gateway.identity.Caller;
import kr.hangil.gateway.identity.CallerService;
import kr.hangil.gateway.metering.TokenCounts;
import kr.hangil.gateway.metering.TokenEstimates;
import kr.hangil.gateway.routing.Demand;
import kr.hangil.gateway.routing.Priority;
import kr.hangil.gateway.routing.ReplicaLease;
import kr.hangil.gateway.routing.RoutingService;
import kr.hangil.gateway.routing.Ticket;
import kr.hangil.gateway.snapshot.Route;
import kr.hangil.gateway.upstream.UpstreamCall;
import kr.hangil.gateway.upstream.UpstreamClient;
import org.jboss.logging.Logger;

/**
 * {@code POST /v1/messages/count_tokens}: counted by the engine where it can, and otherwise estimated from the bytes that a
 * token of this model was seen to take, which the header {@link #ESTIMATED} then says. Neither billed nor booked.
 */
@ApplicationScoped
public class CountTokensHandler {

    /** Present, and {@code true}, where the count is no engine's. */
    static final String ESTIMATED = "x-hangil-estimated";

    private static final Logger LOG = Logger.getLogger(CountTokensHandler.class);

    /** Counting takes milliseconds; an engine that needs longer is busy with what is paid for. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final long MAX_ANSWER = 4 << 10;

    private final BodyReader bodies;
    private final CallerService callers;
    private final RoutingService routing;
    private final AdmissionService admission;
    private final UpstreamClient upstream;
    private final TokenEstimates estimates;

    CountTokensHandler(
            BodyReader bodies,
            CallerService callers,
            RoutingService routing,
            AdmissionService admission,
            UpstreamClient upstream,
            TokenEstimates estimates) {
        this.bodies = bodies;
        this.callers = callers;
        this.routing = routing;
        this.admission = admission;
        this.upstream = upstream;
        this.estimates = estimates;
    }

    private record Count(@JsonProperty("input_tokens") long inputTokens) {}

    void handle(Exchange exchange) {
        exchange.request().pause();
        exchange.here(callers.identify(exchange.request()))
                .map(caller -> caller.doing(Operation.COUNT_TOKENS.wireName()))
                .compose(caller -> bodies.read(exchange)
                        .compose(body -> exchange.envelope(Operation.COUNT_TOKENS, body))
                        .compose(asked -> count(exchange, caller, asked)))
                .onFailure(exchange::refuse);
    }

    private Future<Void> count(Exchange exchange, Caller caller, Envelope envelope) {
        Route route = routing.resolve(exchange.snapshot(), caller, envelope);
        return exchange.here(admission.reserve(
                        exchange.id(),
                        exchange.startedAt(),
                        exchange.snapshot(),
                        caller,
                        envelope,
                        null,
                        exchange.response().headers()))
                .compose(reservation -> asked(exchange, caller, envelope, route)
                        .onComplete(ignored -> reservation.settle(TokenCounts.NONE))
                        .otherwise(failure -> {
                            LOG.debugf("%s: no count from the engine: %s", exchange.id(), failure.toString());
                            return OptionalLong.empty();
                        }))
                .map(counted -> {
                    answer(exchange, envelope, counted);
                    return null;
                });
    }

    private void answer(Exchange exchange, Envelope envelope, OptionalLong counted) {
        if (exchange.response().closed()) {
            return;
        }
        if (counted.isEmpty()) {
            exchange.response().putHeader(ESTIMATED, "true");
        }
        long tokens = counted.orElseGet(() -> estimates.prompt(envelope));
        exchange.answer(200, exchange.encode(new Count(tokens)));
    }

    /** What the engine counts; empty where it cannot, failed where it does not answer. */
    private Future<OptionalLong> asked(Exchange exchange, Caller caller, Envelope envelope, Route route) {
        Demand demand = routing.demand(
                exchange.snapshot(), caller, envelope, route, Priority.INTERACTIVE, estimates.prompt(envelope), 0);
        Ticket ticket = routing.ask(demand);
        if (!ticket.lease().succeeded()) {
            ticket.cancel();
            return Future.succeededFuture(OptionalLong.empty());
        }
        ReplicaLease lease = ticket.lease().result();
        UpstreamClient.Origin origin = new UpstreamClient.Origin(
                exchange.id(), caller.tenant(), Priority.INTERACTIVE.wireName(), exchange.trace());
        Duration patience = patience(exchange.timeLeft());
        UpstreamCall call = upstream.call(lease.replica(), envelope, origin, patience);
        long timer = exchange.vertx().setTimer(patience.toMillis(), ignored -> call.cancel());
        return call.response()
                .compose(response -> read(exchange, call, response))
                .onComplete(ignored -> {
                    exchange.vertx().cancelTimer(timer);
                    lease.release();
                });
    }

    private static Duration patience(Duration left) {
        Duration least = left.compareTo(PATIENCE) < 0 ? left : PATIENCE;
        return least.isPositive() ? least : Duration.ofMillis(1);
    }

    private static Future<OptionalLong> read(Exchange exchange, UpstreamCall call, HttpClientResponse response) {
        String length = response.getHeader("content-length");
        if (response.statusCode() != 200 || length == null || Long.parseLong(length) > MAX_ANSWER) {
            response.exceptionHandler(ignored -> {});
            call.cancel();
            return Future.succeededFuture(OptionalLong.empty());
        }
        Future<Buffer> whole = response.body();
        response.resume();
        return whole.map(body -> tokens(exchange, body));
    }

    private static OptionalLong tokens(Exchange exchange, Buffer body) {
        try {
            JsonNode tokens = exchange.json().readTree(body.getBytes()).path("input_tokens");
            return tokens.canConvertToLong() ? OptionalLong.of(tokens.longValue()) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}

package kr.hangil.gateway.dataplane;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.netty.handler.codec.http.QueryStringDecoder;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Consumer;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.identity.Caller;
import kr.hangil.gateway.identity.CallerService;
import kr.hangil.gateway.routing.RoutingService;
import kr.hangil.gateway.snapshot.Route;
import kr.hangil.platform.error.PlatformException;

/** {@code GET /v1/models}: the models this caller may use, from memory. */
@ApplicationScoped
public class ModelsHandler {

    private final CallerService callers;
    private final RoutingService routing;

    ModelsHandler(CallerService callers, RoutingService routing) {
        this.callers = callers;
        this.routing = routing;
    }

    /** OpenAI's model object; {@code created} is a constant, since a served name has no birthday. */
    private record Model(
            String id,
            String object,
            long created,
            @JsonProperty("owned_by") String ownedBy,
            String region,
            List<String> capabilities) {
        static Model of(Route route) {
            return new Model(
                    route.servedModel(),
                    "model",
                    0,
                    "hangil",
                    route.region(),
                    route.capabilities().stream().sorted().toList());
        }
    }

    private record ModelList(String object, List<Model> data) {}

    void list(Exchange exchange) {
        identified(exchange, caller -> {
            List<Model> models = routing.visible(exchange.snapshot(), caller).stream()
                    .map(Model::of)
                    .toList();
            exchange.answer(200, exchange.encode(new ModelList("list", models)));
        });
    }

    /** @param encodedName percent-encoded, and may contain {@code /} */
    void show(Exchange exchange, String encodedName) {
        String name = QueryStringDecoder.decodeComponent(encodedName.replace("+", "%2B"));
        identified(exchange, caller -> {
            Model model = routing.visible(exchange.snapshot(), caller).stream()
                    .filter(route -> route.servedModel().equals(name))
                    .map(Model::of)
                    .findFirst()
                    .orElseThrow(() -> PlatformException.at(
                            ErrorCode.MODEL_NOT_FOUND, "model", "there is no model '" + name + "' for this caller"));
            exchange.answer(200, exchange.encode(model));
        });
    }

    private void identified(Exchange exchange, Consumer<Caller> then) {
        exchange.here(callers.identify(exchange.request()))
                .onSuccess(caller -> {
                    try {
                        then.accept(caller);
                    } catch (RuntimeException e) {
                        exchange.refuse(e);
                    }
                })
                .onFailure(exchange::refuse);
    }
}

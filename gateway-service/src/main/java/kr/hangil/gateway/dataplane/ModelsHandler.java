package kr.hangil.gateway.dataplane;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.identity.Caller;
import kr.hangil.gateway.identity.CallerService;
import kr.hangil.gateway.protocol.Dialects;
import kr.hangil.gateway.routing.RoutingService;
import kr.hangil.gateway.snapshot.Route;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/models}: the models this caller may use, from memory, as the client's SDK expects them. */
@ApplicationScoped
public class ModelsHandler {

    private static final int DEFAULT_PAGE = 20;
    private static final int MAX_PAGE = 1_000;

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
            List<String> regions,
            List<String> capabilities) {
        static Model of(Route route) {
            return new Model(
                    route.servedModel(),
                    "model",
                    0,
                    "hangil",
                    route.regions().stream().sorted().toList(),
                    route.capabilities().stream().sorted().toList());
        }
    }

    private record ModelList(String object, List<Model> data) {}

    /** Anthropic's model object. */
    private record AnthropicModel(
            String type,
            String id,
            @JsonProperty("display_name") String displayName,
            @JsonProperty("created_at") Instant createdAt,
            String lifecycle) {
        static AnthropicModel of(Route route) {
            return new AnthropicModel("model", route.servedModel(), route.servedModel(), Instant.EPOCH, "active");
        }
    }

    private record AnthropicModels(
            List<AnthropicModel> data,
            @JsonProperty("has_more") boolean hasMore,
            @JsonProperty("first_id") @Nullable String firstId,
            @JsonProperty("last_id") @Nullable String lastId) {}

    void list(Exchange exchange) {
        identified(exchange, caller -> {
            List<Route> visible = routing.visible(exchange.snapshot(), caller);
            Object answer = speaksAnthropic(exchange)
                    ? anthropicPage(visible, exchange.request())
                    : new ModelList("list", visible.stream().map(Model::of).toList());
            exchange.answer(200, exchange.encode(answer));
        });
    }

    private static boolean speaksAnthropic(Exchange exchange) {
        return exchange.request().headers().contains(Dialects.ANTHROPIC_VERSION);
    }

    /** The page that {@code limit} and {@code after_id} or {@code before_id} ask for. */
    private static AnthropicModels anthropicPage(List<Route> visible, HttpServerRequest request) {
        List<AnthropicModel> all = visible.stream().map(AnthropicModel::of).toList();
        int limit = limit(request.getParam("limit"));
        String before = request.getParam("before_id");
        List<AnthropicModel> rest = before == null
                ? all.subList(1 + position(all, request.getParam("after_id"), -1), all.size())
                : all.subList(0, position(all, before, all.size()));
        int from = before == null ? 0 : Math.max(0, rest.size() - limit);
        List<AnthropicModel> page = rest.subList(from, Math.min(rest.size(), from + limit));
        return new AnthropicModels(
                page,
                page.size() < rest.size(),
                page.isEmpty() ? null : page.getFirst().id(),
                page.isEmpty() ? null : page.getLast().id());
    }

    private static int position(List<AnthropicModel> all, @Nullable String id, int otherwise) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).id().equals(id)) {
                return i;
            }
        }
        return otherwise;
    }

    private static int limit(@Nullable String text) {
        try {
            int limit = text == null ? DEFAULT_PAGE : Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_PAGE) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Refused below, as a number out of bounds is.
        }
        throw PlatformException.at(
                ErrorCode.INVALID_REQUEST, "limit", "'limit' must be a number from 1 to " + MAX_PAGE);
    }

    /** @param encodedName percent-encoded, and may contain {@code /} */
    void show(Exchange exchange, String encodedName) {
        String name = QueryStringDecoder.decodeComponent(encodedName.replace("+", "%2B"));
        identified(exchange, caller -> {
            Object model = routing.visible(exchange.snapshot(), caller).stream()
                    .filter(route -> route.servedModel().equals(name))
                    .<Object>map(speaksAnthropic(exchange) ? AnthropicModel::of : Model::of)
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

package kr.hangil.gateway.dataplane;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.envelope.Operation;
import kr.hangil.platform.error.PlatformException;

/** Every path of the data plane. They come before the framework's own handlers: no REST, no OIDC, no body limit. */
@Singleton
public class DataPlaneRoutes {

    /** Before the framework's first handler that looks at a request. */
    private static final int ORDER = -1_000;

    void register(
            @Observes Router router,
            InferenceHandler inference,
            CountTokensHandler counts,
            ModelsHandler models,
            KeyHandler keys,
            Exchanges exchanges) {
        int order = ORDER;
        for (Operation operation : Operation.values()) {
            router.route(HttpMethod.POST, operation.path()).order(order++).handler(rc -> {
                Exchange exchange = exchanges.begin(rc);
                if (operation == Operation.COUNT_TOKENS) {
                    counts.handle(exchange);
                } else {
                    inference.handle(exchange, operation);
                }
            });
        }
        router.route(HttpMethod.GET, "/v1/models").order(order++).handler(rc -> models.list(exchanges.begin(rc)));
        router.route(HttpMethod.GET, "/v1/models/*")
                .order(order++)
                .handler(rc ->
                        models.show(exchanges.begin(rc), rc.normalizedPath().substring("/v1/models/".length())));
        router.route(HttpMethod.GET, "/v1/key").order(order++).handler(rc -> keys.show(exchanges.begin(rc)));
        for (Operation operation : Operation.values()) {
            router.route(operation.path())
                    .order(order++)
                    .handler(rc -> exchanges
                            .begin(rc)
                            .refuse(new PlatformException(
                                    ErrorCode.METHOD_NOT_ALLOWED, operation.path() + " takes POST")));
        }
        router.route("/v1/*")
                .order(order)
                .handler(rc -> exchanges
                        .begin(rc)
                        .refuse(new PlatformException(
                                ErrorCode.NOT_FOUND,
                                "there is nothing at " + rc.normalizedPath() + "; see docs/requests.md")));
    }
}

package kr.hangil.portal.standin;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import kr.hangil.contracts.HangilHeaders;
import kr.hangil.contracts.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** A service over HTTP that refuses as ours do, and can be told to be down. */
abstract class StandIn {

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private volatile boolean down;
    private volatile @Nullable No no;

    StandIn() {
        Router router = Router.router(vertx);
        router.route().handler(this::admit);
        routes(router);
        server = vertx.createHttpServer().requestHandler(router);
        server.listen(0, "localhost").toCompletionStage().toCompletableFuture().join();
    }

    abstract void routes(Router router);

    /** The person that a call's access token names. */
    record Caller(String subject, String email, List<String> organizations, boolean operator, List<String> audience) {}

    public String url() {
        return "http://localhost:" + server.actualPort();
    }

    /** What a call is refused with. */
    private record No(
            int status, String type, String code, @Nullable String param, String message) {}

    /** Refuses every write; {@code code} need not be one of the vocabulary. */
    public void refuseWrites(int status, String code, @Nullable String param, String message) {
        no = new No(status, "invalid_request_error", code, param, message);
    }

    /** Makes every call fail with 503, or work again. */
    public void down(boolean on) {
        down = on;
    }

    /** Works again as it did at first. */
    public void mend() {
        down = false;
        no = null;
    }

    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** The service's own name, which must be in the token's audience. */
    abstract String audience();

    private void admit(RoutingContext context) {
        if (down) {
            refuse(context, ErrorCode.UNAVAILABLE, "down for a test", null);
            return;
        }
        String authorization = context.request().getHeader("authorization");
        if (authorization == null || !authorization.startsWith("Bearer ")) {
            refuse(context, ErrorCode.MISSING_CREDENTIALS, "no token", null);
            return;
        }
        Caller caller = caller(authorization.substring(7));
        if (!caller.audience().contains(audience())) {
            refuse(context, ErrorCode.INVALID_TOKEN, "the token is not for " + audience(), null);
            return;
        }
        context.put("caller", caller);
        String tenant = tenantOf(context);
        if (tenant != null && !caller.operator() && !caller.organizations().contains(tenant)) {
            refuse(context, ErrorCode.NOT_FOUND, "no such tenant", "tenant");
            return;
        }
        No refusal = no;
        if (refusal != null && !context.request().method().name().equals("GET")) {
            refuse(context, refusal);
            return;
        }
        context.next();
    }

    static Caller callerOf(RoutingContext context) {
        return requireNonNull(context.<Caller>get("caller"));
    }

    static void refuse(RoutingContext context, ErrorCode code, String message, @Nullable String param) {
        refuse(context, new No(code.status(), code.type(), code.code(), param, message));
    }

    private static void refuse(RoutingContext context, No no) {
        String id = context.request().getHeader(HangilHeaders.REQUEST_ID);
        JsonObject error = new JsonObject()
                .put("message", no.message() + " (request id: " + id + ")")
                .put("type", no.type())
                .put("param", no.param())
                .put("code", no.code());
        context.response()
                .setStatusCode(no.status())
                .putHeader("content-type", "application/json")
                .putHeader(HangilHeaders.REQUEST_ID, String.valueOf(id))
                .end(new JsonObject()
                        .put("error", error)
                        .put("error_type", no.code())
                        .put("request_id", id)
                        .encode());
    }

    static void page(RoutingContext context, JsonArray data, @Nullable String next) {
        json(context, 200, new JsonObject().put("data", data).put("next", next));
    }

    static void json(RoutingContext context, int status, JsonObject body) {
        context.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end(body.encode());
    }

    private static @Nullable String tenantOf(RoutingContext context) {
        String[] parts = requireNonNull(context.request().path()).split("/", -1);
        for (int i = 0; i < parts.length - 1; i++) {
            if (parts[i].equals("tenants")) {
                return parts[i + 1];
            }
        }
        return context.request().getHeader(HangilHeaders.TENANT);
    }

    private static Caller caller(String token) {
        JsonObject claims = new JsonObject(
                new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8));
        Object organization = claims.getValue("organization");
        List<String> organizations = switch (organization) {
            case JsonObject map -> List.copyOf(map.fieldNames());
            case JsonArray list -> list.stream().map(Object::toString).toList();
            case null, default -> List.of();
        };
        Object audience = claims.getValue("aud");
        List<String> audiences = audience instanceof JsonArray list
                ? list.stream().map(Object::toString).toList()
                : List.of(String.valueOf(audience));
        boolean operator = claims.getJsonObject("realm_access", new JsonObject())
                .getJsonArray("roles", new JsonArray())
                .contains("platform-operator");
        return new Caller(claims.getString("sub"), claims.getString("email", ""), organizations, operator, audiences);
    }
}

package kr.hangil.portal.standin;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import kr.hangil.contracts.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** The gateway's policy, which it keeps, and its audit trail; the same for every tenant. */
final class Control {

    private final AtomicLong revision = new AtomicLong();
    private final List<JsonObject> entries = new CopyOnWriteArrayList<>();
    private volatile JsonObject own = new JsonObject();
    private volatile JsonObject imposed = new JsonObject();
    private volatile @Nullable Long brokenAt;

    void forget() {
        entries.clear();
        own = new JsonObject();
        imposed = new JsonObject();
        brokenAt = null;
        revision.set(0);
    }

    void decide(JsonObject policy) {
        own = policy;
        revision.incrementAndGet();
    }

    void impose(JsonObject layer) {
        imposed = layer;
        revision.incrementAndGet();
    }

    JsonObject decided() {
        return own.copy();
    }

    void entry(String action, String target, JsonObject detail) {
        entries.addFirst(new JsonObject()
                .put("seq", entries.size() + 1)
                .put("at", "2026-11-20T01:02:03.000004Z")
                .put(
                        "actor",
                        new JsonObject()
                                .put("issuer", "http://keycloak")
                                .put("subject", "s")
                                .put("label", "haneul@narae.example"))
                .put("action", action)
                .put("target", target)
                .put("detail", detail)
                .put("previousHash", "0".repeat(64))
                .put("hash", "a1".repeat(32)));
    }

    void breakTrail(long at) {
        brokenAt = at;
    }

    void routes(Router router) {
        String tenant = "/manage/v1/tenants/:tenant";
        router.get(tenant + "/policy").handler(this::policy);
        router.put(tenant + "/policy").handler(this::put);
        router.get(tenant + "/audit").handler(this::list);
        router.get(tenant + "/audit/verification").handler(this::verify);
    }

    private void policy(RoutingContext context) {
        context.response().putHeader("etag", tag());
        StandIn.json(context, 200, layers());
    }

    private void put(RoutingContext context) {
        JsonObject wanted = requireNonNull(context.body().asJsonObject());
        String ifMatch = context.request().getHeader("if-match");
        if (ifMatch == null) {
            StandIn.refuse(context, ErrorCode.PRECONDITION_REQUIRED, "send If-Match", "If-Match");
        } else if (!ifMatch.equals(tag())) {
            StandIn.refuse(context, ErrorCode.PRECONDITION_FAILED, "it is at " + tag(), "If-Match");
        } else if (wanted.getJsonObject("fallbacks").containsKey("unknown")) {
            StandIn.refuse(context, ErrorCode.INVALID_REQUEST, "no such model: unknown", "fallbacks");
        } else {
            decide(wanted);
            policy(context);
        }
    }

    private String tag() {
        return "\"" + revision.get() + "\"";
    }

    private JsonObject layers() {
        JsonObject effective = layer(own);
        effective.getJsonObject("limits").mergeIn(layer(imposed).getJsonObject("limits"));
        return layer(own)
                .put("projects", own.getJsonObject("projects", new JsonObject()))
                .put("fallbacks", own.getJsonObject("fallbacks", new JsonObject()))
                .put("platform", layer(imposed))
                .put("effective", effective);
    }

    private static JsonObject layer(JsonObject of) {
        return new JsonObject()
                .put("limits", of.getJsonObject("limits", new JsonObject()).copy())
                .put("regions", of.getJsonArray("regions", new JsonArray()).copy());
    }

    private void list(RoutingContext context) {
        int limit = Integer.parseInt(context.request().getParam("limit", "50"));
        long after = Long.parseLong(context.request().getParam("after", String.valueOf(Long.MAX_VALUE)));
        List<JsonObject> rest =
                entries.stream().filter(entry -> entry.getLong("seq") < after).toList();
        JsonArray data = new JsonArray();
        rest.stream().limit(limit).forEach(data::add);
        String next = rest.size() > limit ? String.valueOf(rest.get(limit - 1).getLong("seq")) : null;
        StandIn.page(context, data, next);
    }

    private void verify(RoutingContext context) {
        Long at = brokenAt;
        StandIn.json(
                context,
                200,
                new JsonObject()
                        .put("entries", at == null ? entries.size() : at - 1)
                        .put("intact", at == null)
                        .put("brokenAt", at));
    }
}

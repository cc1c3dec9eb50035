package kr.hangil.portal.standin;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.stack.quarkus.Midday;

/**
 * The gateway's keys. One that is called {@code not mine} may not be touched; the name {@code taken} and the address
 * {@code nowhere} are refused.
 */
final class Keys {

    private final Map<String, List<JsonObject>> keys = new ConcurrentHashMap<>();

    void forget() {
        keys.clear();
    }

    void forget(String tenant) {
        keys.remove(tenant);
    }

    void plant(String tenant, JsonObject key) {
        of(tenant).addFirst(key);
    }

    /** The key with this id as it is now. */
    JsonObject one(String tenant, String id) {
        return of(tenant).stream()
                .filter(key -> key.getString("id").equals(id))
                .findFirst()
                .orElseThrow()
                .copy();
    }

    void routes(Router router) {
        String keysPath = "/manage/v1/tenants/:tenant/keys";
        router.get(keysPath).handler(this::list);
        router.post(keysPath).handler(this::create);
        router.get(keysPath + "/:key").handler(context -> with(context, key -> tagged(context, key)));
        router.put(keysPath + "/:key").handler(context -> with(context, key -> change(context, key)));
        router.delete(keysPath + "/:key").handler(context -> with(context, key -> revoke(context, key)));
        router.post(keysPath + "/:key/rotate").handler(context -> with(context, key -> rotate(context, key)));
    }

    private void list(RoutingContext context) {
        List<JsonObject> all = of(tenant(context));
        String after = context.request().getParam("after");
        int limit = Integer.parseInt(context.request().getParam("limit", "50"));
        int from = 0;
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).getString("id").equals(after)) {
                from = i + 1;
            }
        }
        List<JsonObject> shown = all.subList(from, Math.min(all.size(), from + limit));
        boolean more = from + limit < all.size();
        StandIn.page(
                context,
                new JsonArray(new ArrayList<>(shown)),
                more ? shown.getLast().getString("id") : null);
    }

    private void create(RoutingContext context) {
        JsonObject body = requireNonNull(context.body().asJsonObject());
        if (isRefused(context, body)) {
            return;
        }
        if (context.request().getHeader("idempotency-key") == null) {
            StandIn.refuse(context, ErrorCode.INVALID_REQUEST, "no Idempotency-Key", null);
            return;
        }
        String id = "k" + Long.toString(System.nanoTime(), 36);
        JsonObject key = settle(new JsonObject().put("id", id), body)
                .put("createdAt", Midday.now().toString())
                .put("createdBy", StandIn.callerOf(context).email())
                .putNull("revokedAt")
                .putNull("rotatedAt")
                .putNull("previousUntil")
                .putNull("lastUsedAt");
        plant(tenant(context), key);
        StandIn.json(context, 201, key.copy().put("key", "hgl_" + id + "_s3cretS3cretS3cretS3cretS3cret9f3a"));
    }

    private static void change(RoutingContext context, JsonObject key) {
        JsonObject body = requireNonNull(context.body().asJsonObject());
        String ifMatch = context.request().getHeader("if-match");
        if (ifMatch == null) {
            StandIn.refuse(context, ErrorCode.PRECONDITION_REQUIRED, "send If-Match", "If-Match");
        } else if (!ifMatch.equals(tag(key))) {
            StandIn.refuse(context, ErrorCode.PRECONDITION_FAILED, "it is at " + tag(key), "If-Match");
        } else if (!isRefused(context, body)) {
            settle(key, body).put("revision", revision(key) + 1);
            tagged(context, key);
        }
    }

    private static boolean isRefused(RoutingContext context, JsonObject body) {
        if (body.getString("name").equals("taken")) {
            StandIn.refuse(context, ErrorCode.INVALID_REQUEST, "name must not be 'taken'", "name");
            return true;
        }
        if (body.getJsonArray("addresses").contains("nowhere")) {
            StandIn.refuse(context, ErrorCode.INVALID_REQUEST, "'nowhere' is no address range", "addresses");
            return true;
        }
        return false;
    }

    private static JsonObject settle(JsonObject key, JsonObject body) {
        for (String field :
                List.of("name", "project", "models", "operations", "regions", "addresses", "limits", "expiresAt")) {
            key.put(field, body.getValue(field));
        }
        return key;
    }

    private static void revoke(RoutingContext context, JsonObject key) {
        key.put("revokedAt", Midday.now().toString());
        context.response().setStatusCode(204).end();
    }

    private static void rotate(RoutingContext context, JsonObject key) {
        if (context.request().getHeader("idempotency-key") == null) {
            StandIn.refuse(context, ErrorCode.INVALID_REQUEST, "no Idempotency-Key", null);
            return;
        }
        Duration grace = Duration.parse(requireNonNull(context.request().getParam("grace")));
        Instant now = Midday.now();
        key.put("rotatedAt", now.toString())
                .put("previousUntil", grace.isZero() ? null : now.plus(grace).toString());
        StandIn.json(
                context,
                200,
                key.copy().put("key", "hgl_" + key.getString("id") + "_r0tatedR0tatedR0tatedR0tatedR0tated9f3a"));
    }

    private void with(RoutingContext context, Consumer<JsonObject> then) {
        String id = requireNonNull(context.pathParam("key"));
        JsonObject key = of(tenant(context)).stream()
                .filter(one -> one.getString("id").equals(id))
                .findFirst()
                .orElse(null);
        if (key == null) {
            StandIn.refuse(context, ErrorCode.NOT_FOUND, "no such key", null);
        } else if (key.getString("name").equals("not mine")
                && !context.request().method().name().equals("GET")) {
            StandIn.refuse(context, ErrorCode.PERMISSION_DENIED, "not yours", null);
        } else {
            then.accept(key);
        }
    }

    private static void tagged(RoutingContext context, JsonObject key) {
        context.response().putHeader("etag", tag(key));
        StandIn.json(context, 200, key);
    }

    private static String tag(JsonObject key) {
        return "\"" + revision(key) + "\"";
    }

    private static int revision(JsonObject key) {
        return key.getInteger("revision", 1);
    }

    private static String tenant(RoutingContext context) {
        return requireNonNull(context.pathParam("tenant"));
    }

    private List<JsonObject> of(String tenant) {
        return keys.computeIfAbsent(tenant, id -> new CopyOnWriteArrayList<>());
    }
}

package kr.hangil.gateway.dataplane;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A billing service that speaks the real protocol, and is away when a test wants it. */
final class StandInBilling {

    private final List<JsonObject> booked = new CopyOnWriteArrayList<>();
    private final Map<String, BigDecimal> budgets = new ConcurrentHashMap<>();
    private final Set<String> priced =
            new ConcurrentSkipListSet<>(List.of("stand-in", "stand-in/spare", "stand-in/down", "stand-in/ranker"));
    private final Map<String, BigDecimal> granted = new ConcurrentHashMap<>();
    private final AtomicInteger repeats = new AtomicInteger();
    private final HttpServer server;
    private volatile boolean down;
    private volatile boolean mute;

    StandInBilling(Vertx vertx) {
        this.server = StandIns.server(vertx, this::answer);
    }

    String url() {
        return "http://localhost:" + server.actualPort();
    }

    /** Billing is away: 503. */
    void down(boolean isDown) {
        down = isDown;
    }

    /** Billing books what it is sent and says nothing. */
    void mute(boolean isMute) {
        mute = isMute;
    }

    /** Data of the events booked for {@code tenant}, each with its event id as {@code eventId}. */
    List<JsonObject> booked(String tenant) {
        return booked.stream()
                .filter(event -> event.getString("subject").equals(tenant))
                .map(event -> event.getJsonObject("data").copy().put("eventId", event.getString("id")))
                .toList();
    }

    /** Events that billing was sent and had booked already. */
    int repeats() {
        return repeats.get();
    }

    /** Publishes a price for {@code model}. */
    void price(String model) {
        priced.add(model);
    }

    /** Gives {@code owner}, a tenant or a key's id, a hard budget of a day. */
    void budget(String owner, BigDecimal won) {
        budgets.put(owner, won);
    }

    private void answer(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            if (down) {
                request.response().setStatusCode(503).end();
                return;
            }
            switch (request.path()) {
                case "/v1/prices" -> json(request, prices());
                case "/v1/budgets/leases" -> json(request, leases(body.toJsonObject()));
                default -> {
                    JsonObject verdicts = book(body.toJsonArray());
                    if (!mute) {
                        json(request, verdicts);
                    }
                }
            }
        });
    }

    private static void json(HttpServerRequest request, JsonObject answer) {
        request.response().putHeader("content-type", "application/json").end(answer.toBuffer());
    }

    /** One won for each token of every model but {@code stand-in/unpriced}. */
    private JsonObject prices() {
        JsonArray prices = new JsonArray();
        for (String model : priced) {
            for (String meter : List.of("prompt", "completion")) {
                prices.add(new JsonObject()
                        .put("model", model)
                        .put("meter", meter)
                        .put("per", 1)
                        .put("amount", 1)
                        .put("from", "2026-01-01T00:00:00Z"));
            }
        }
        return new JsonObject().put("prices", prices);
    }

    private JsonObject leases(JsonObject request) {
        JsonArray data = new JsonArray();
        for (Object item : request.getJsonArray("asks")) {
            JsonObject ask = (JsonObject) item;
            JsonArray rooms = new JsonArray();
            for (String scope : List.of("tenant", "key")) {
                String owner = ask.getString(scope.equals("key") ? "keyId" : scope);
                BigDecimal limit = owner == null ? null : budgets.get(owner);
                if (limit != null) {
                    rooms.add(lease(
                            scope,
                            owner,
                            limit,
                            new BigDecimal(ask.getValue("want").toString())));
                }
            }
            data.add(ask.copy()
                    .put("budgets", rooms)
                    .put("spending", new JsonObject().put("day", 12.5).put("month", 1200)));
        }
        data.forEach(item -> ((JsonObject) item).remove("want"));
        return new JsonObject().put("ttlSeconds", 60).put("data", data);
    }

    private JsonObject lease(String scope, String owner, BigDecimal limit, BigDecimal want) {
        BigDecimal before = granted.getOrDefault(owner, BigDecimal.ZERO);
        BigDecimal now = want.min(fair(limit, limit.subtract(before)));
        granted.put(owner, before.add(now));
        return new JsonObject()
                .put("budget", owner + ":today")
                .put("scope", scope)
                .put("period", "day")
                .put("limit", limit)
                .put("spent", before.add(now))
                .put("granted", now)
                .put("resetsAt", "2030-01-01T00:00:00Z");
    }

    /** As billing does: half of what is left, so that other gateways find something, and all of it when it is little. */
    private static BigDecimal fair(BigDecimal limit, BigDecimal left) {
        BigDecimal small = limit.movePointLeft(2).max(BigDecimal.ONE);
        BigDecimal half = left.divide(BigDecimal.valueOf(2), 15, RoundingMode.DOWN);
        return left.compareTo(small) <= 0 ? left : half.max(small);
    }

    private JsonObject book(JsonArray events) {
        JsonArray results = new JsonArray();
        for (Object item : events) {
            JsonObject event = (JsonObject) item;
            boolean known = booked.stream().anyMatch(e -> e.getString("id").equals(event.getString("id")));
            if (known) {
                repeats.incrementAndGet();
            } else {
                booked.add(event);
            }
            results.add(new JsonObject()
                    .put("index", results.size())
                    .put("id", event.getString("id"))
                    .put("verdict", known ? "duplicate" : "accepted"));
        }
        return new JsonObject().put("results", results);
    }
}

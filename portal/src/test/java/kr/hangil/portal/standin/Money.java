package kr.hangil.portal.standin;

import static java.util.Objects.requireNonNull;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import kr.hangil.contracts.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Billing's budgets and profile, which it keeps, and the credit and final invoices a test gives it; the same for every tenant. */
final class Money {

    private static final String SECRET = "whsec_" + "5e".repeat(32);

    private final AtomicLong ids = new AtomicLong();
    private final List<JsonObject> budgets = new CopyOnWriteArrayList<>();
    private final List<JsonObject> invoices = new CopyOnWriteArrayList<>();
    private final List<JsonObject> taxInvoices = new CopyOnWriteArrayList<>();
    private final List<JsonObject> credits = new CopyOnWriteArrayList<>();
    private volatile @Nullable JsonObject account;
    private volatile @Nullable JsonObject profile;

    void forget() {
        budgets.clear();
        ids.set(0);
        invoices.clear();
        taxInvoices.clear();
        credits.clear();
        account = null;
        profile = null;
    }

    void credit(JsonObject credit) {
        credits.add(credit);
    }

    void account(JsonObject given) {
        account = given;
    }

    void profile(JsonObject given) {
        profile = given;
    }

    /** Adds a budget that is spent so far. */
    JsonObject budget(JsonObject draft, String spent) {
        long left = draft.getLong("limitWon") - Long.parseLong(spent.split("\\.", -1)[0]);
        JsonObject budget = draft.copy()
                .put("id", ids.incrementAndGet())
                .put("tenant", "narae")
                .put("spent", spent)
                .put("leased", "0.000000000")
                .put("remaining", Math.max(0, left) + ".000000000")
                .put("resetsAt", "2026-11-30T15:00:00Z")
                .put("createdAt", "2026-11-01T00:00:00Z")
                .put("createdBy", "haneul@narae.example")
                .put("changedAt", "2026-11-01T00:00:00Z")
                .put("changedBy", "haneul@narae.example");
        budgets.add(budget);
        return budget;
    }

    void invoice(JsonObject invoice) {
        invoices.add(invoice);
    }

    void taxInvoice(JsonObject taxInvoice) {
        taxInvoices.add(taxInvoice);
    }

    void routes(Router router) {
        String tenant = "/v1/tenants/:tenant";
        router.route(tenant + "/budgets*").handler(BodyHandler.create(false));
        router.get(tenant + "/budgets").handler(context -> page(context, budgets));
        router.post(tenant + "/budgets").handler(this::set);
        router.get(tenant + "/budgets/:id").handler(context -> one(context, budgets, "id"));
        router.put(tenant + "/budgets/:id").handler(this::replace);
        router.delete(tenant + "/budgets/:id").handler(this::delete);
        router.get(tenant + "/credits").handler(context -> page(context, credits));
        router.get(tenant + "/billing-mode").handler(this::account);
        router.route(tenant + "/billing-profile").handler(BodyHandler.create(false));
        router.get(tenant + "/billing-profile").handler(this::profile);
        router.put(tenant + "/billing-profile").handler(this::keepProfile);
        router.get(tenant + "/invoices").handler(this::invoices);
        router.get(tenant + "/invoices/:number").handler(context -> one(context, invoices, "number"));
        router.get(tenant + "/invoices/:number/statement").handler(this::statement);
        router.get(tenant + "/tax-invoices").handler(this::taxInvoices);
        router.get(tenant + "/tax-invoices/:id/pdf")
                .handler(context -> pdf(context, requireNonNull(context.pathParam("id"))));
    }

    private void account(RoutingContext context) {
        JsonObject known = account;
        JsonObject none = new JsonObject()
                .put("mode", "postpaid")
                .put("grantedWon", 0)
                .put("spent", "0.000000000")
                .put("remaining", "0.000000000")
                .put("overdrawn", "0.000000000");
        StandIn.json(context, 200, (known == null ? none : known).copy().put("tenant", context.pathParam("tenant")));
    }

    private void profile(RoutingContext context) {
        JsonObject kept = profile;
        if (kept == null) {
            StandIn.refuse(context, ErrorCode.NOT_FOUND, "no billing profile yet", null);
            return;
        }
        StandIn.json(context, 200, kept);
    }

    /** Knows two numbers that are none by their check digits, and one address that it does not like. */
    private void keepProfile(RoutingContext context) {
        JsonObject wanted = requireNonNull(context.body().asJsonObject());
        for (var wrong : List.of(
                List.of("registrationNumber", "123-45-67890"),
                List.of("corporateNumber", "110111-0000000"),
                List.of("email", "not@here"))) {
            if (wrong.getLast().equals(wanted.getString(wrong.getFirst()))) {
                StandIn.refuse(context, ErrorCode.INVALID_REQUEST, "wrong " + wrong.getFirst(), wrong.getFirst());
                return;
            }
        }
        JsonObject kept = wanted.copy()
                .put(
                        "registrationNumber",
                        wanted.getString("registrationNumber").replace("-", ""));
        profile = kept;
        StandIn.json(context, 200, kept);
    }

    /** Newest first. */
    private void invoices(RoutingContext context) {
        int limit = Integer.parseInt(context.request().getParam("limit", "100"));
        JsonArray data = new JsonArray();
        List.copyOf(invoices).reversed().stream().limit(limit).forEach(data::add);
        StandIn.json(context, 200, new JsonObject().put("data", data).putNull("next"));
    }

    private void taxInvoices(RoutingContext context) {
        long invoice = Long.parseLong(requireNonNull(context.request().getParam("invoice")));
        page(
                context,
                taxInvoices.stream()
                        .filter(one -> one.getLong("invoiceId") == invoice)
                        .toList());
    }

    private void set(RoutingContext context) {
        JsonObject draft = requireNonNull(context.body().asJsonObject());
        if (context.request().getHeader("idempotency-key") == null) {
            StandIn.refuse(context, ErrorCode.INVALID_REQUEST, "no Idempotency-Key", null);
            return;
        }
        boolean taken = budgets.stream()
                .anyMatch(budget -> List.of("scope", "scopeId", "period", "hard").stream()
                        .allMatch(field -> Objects.equals(budget.getValue(field), draft.getValue(field))));
        if (taken) {
            StandIn.refuse(context, ErrorCode.CONFLICT, "there is such a budget already", null);
            return;
        }
        if (refuses(context, draft)) {
            return;
        }
        StandIn.json(context, 201, withSecret(budget(complete(draft), "0.000000000")));
    }

    private void replace(RoutingContext context) {
        JsonObject draft = requireNonNull(context.body().asJsonObject());
        JsonObject budget = find(context, budgets, "id");
        if (budget == null || refuses(context, draft)) {
            return;
        }
        boolean newAddress = !Objects.equals(budget.getString("webhookUrl"), draft.getString("webhookUrl"));
        budget.mergeIn(complete(draft));
        StandIn.json(context, 200, newAddress ? withSecret(budget) : budget);
    }

    private void delete(RoutingContext context) {
        JsonObject budget = find(context, budgets, "id");
        if (budget != null) {
            budgets.remove(budget);
            context.response().setStatusCode(204).end();
        }
    }

    private static boolean refuses(RoutingContext context, JsonObject draft) {
        if (draft.getString("webhookUrl", "").startsWith("http:")) {
            StandIn.refuse(context, ErrorCode.INVALID_REQUEST, "webhookUrl must be an https address", "webhookUrl");
            return true;
        }
        return false;
    }

    private static JsonObject complete(JsonObject draft) {
        JsonObject all =
                new JsonObject().putNull("scopeId").putNull("webhookUrl").putNull("email");
        return all.mergeIn(draft);
    }

    private static JsonObject withSecret(JsonObject budget) {
        return budget.getString("webhookUrl") == null ? budget : budget.copy().put("webhookSecret", SECRET);
    }

    private void statement(RoutingContext context) {
        JsonObject invoice = find(context, invoices, "number");
        if (invoice != null) {
            pdf(context, invoice.getString("number") + " " + context.request().getParam("lang"));
        }
    }

    private static void pdf(RoutingContext context, String text) {
        context.response()
                .putHeader("content-type", "application/pdf")
                .end(Buffer.buffer(("%PDF-1.6 " + text).getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static void one(RoutingContext context, List<JsonObject> of, String field) {
        JsonObject found = find(context, of, field);
        if (found != null) {
            StandIn.json(context, 200, found);
        }
    }

    /** Refuses where there is none. */
    private static @Nullable JsonObject find(RoutingContext context, List<JsonObject> of, String field) {
        for (JsonObject one : of) {
            if (String.valueOf(one.getValue(field)).equals(context.pathParam(field))) {
                return one;
            }
        }
        StandIn.refuse(context, ErrorCode.NOT_FOUND, "there is none", null);
        return null;
    }

    private static void page(RoutingContext context, List<JsonObject> all) {
        int limit = Integer.parseInt(context.request().getParam("limit", "100"));
        long after = Long.parseLong(context.request().getParam("after", "0"));
        List<JsonObject> rest =
                all.stream().filter(one -> one.getLong("id") > after).toList();
        JsonArray data = new JsonArray();
        rest.stream().limit(limit).forEach(data::add);
        String next = rest.size() > limit ? String.valueOf(rest.get(limit - 1).getLong("id")) : null;
        StandIn.json(context, 200, new JsonObject().put("data", data).put("next", next));
    }
}

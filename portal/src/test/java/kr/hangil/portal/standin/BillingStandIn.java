package kr.hangil.portal.standin;

import static java.util.Objects.requireNonNull;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import kr.hangil.contracts.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Billing's usage and spend of a tenant, from rows a test gives it, and its budgets, credit and invoices. */
public final class BillingStandIn extends StandIn {

    private static final String PARQUET = "application/vnd.apache.parquet";
    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");

    /** Made by {@link #routes}, which runs before any initializer of this class. */
    private @Nullable Money money;

    private volatile List<Row> rows = List.of();
    private volatile boolean frugal;
    private volatile @Nullable JsonObject forecast;
    private volatile @Nullable ErrorCode noExports;

    /** Usage of a model on a day. */
    public record Row(
            LocalDate day,
            String model,
            long requests,
            long prompt,
            long completion,
            long reasoning,
            long images,
            long audioSeconds,
            String exact) {

        public Row(LocalDate day, String model, long requests, long prompt, long completion, String exact) {
            this(day, model, requests, prompt, completion, 0, 0, 0, exact);
        }

        Instant start() {
            return day.atStartOfDay(SEOUL).toInstant();
        }

        JsonObject base() {
            return new JsonObject()
                    .put("start", start().toString())
                    .put("end", day.plusDays(1).atStartOfDay(SEOUL).toInstant().toString())
                    .put("group", new JsonObject().put("model", model));
        }
    }

    @Override
    String audience() {
        return "billing-service";
    }

    /** Every tenant's usage from now on. */
    public void rows(List<Row> given) {
        rows = List.copyOf(given);
    }

    /** Forgets budgets, credit and invoices, and lets everyone look after money again. */
    public void forgetMoney() {
        money().forget();
        frugal = false;
    }

    @Override
    public void mend() {
        super.mend();
        forgetMoney();
        rows = List.of();
        forecast = null;
        noExports = null;
    }

    /** What the running month comes to, from now on; not enough to go by where there is none. */
    public void forecast(JsonObject given) {
        forecast = given;
    }

    /** Refuses every file. */
    public void refuseExports(ErrorCode code) {
        noExports = code;
    }

    /** Refuses everyone what only those who look after money may see. */
    public void refuseMoney() {
        frugal = true;
    }

    /** Adds a budget as it is posted, with won spent so far; returns its number. */
    public long budget(JsonObject draft, String spent) {
        return money().budget(draft, spent).getLong("id");
    }

    public void invoice(JsonObject invoice) {
        money().invoice(invoice);
    }

    public void taxInvoice(JsonObject taxInvoice) {
        money().taxInvoice(taxInvoice);
    }

    public void credit(JsonObject credit) {
        money().credit(credit);
    }

    public void creditAccount(JsonObject account) {
        money().account(account);
    }

    public void profile(JsonObject profile) {
        money().profile(profile);
    }

    @Override
    void routes(Router router) {
        router.routeWithRegex("/v1/tenants/[^/]+/(budgets|invoices|tax-invoices|billing-profile|exports/focus).*")
                .handler(this::admitMoney);
        Money made = new Money();
        money = made;
        made.routes(router);
        router.get("/v1/tenants/:tenant/usage").handler(this::usage);
        router.get("/v1/tenants/:tenant/spend").handler(this::spend);
        router.get("/v1/tenants/:tenant/forecast").handler(this::forecast);
        router.get("/v1/tenants/:tenant/exports/:content").handler(this::export);
    }

    private Money money() {
        return requireNonNull(money);
    }

    private void admitMoney(RoutingContext context) {
        if (frugal) {
            refuse(context, ErrorCode.PERMISSION_DENIED, "only those who look after money", null);
            return;
        }
        context.next();
    }

    private void usage(RoutingContext context) {
        JsonArray data = new JsonArray();
        for (Row row : within(context)) {
            data.add(row.base()
                    .put("requests", row.requests())
                    .put("promptTokens", row.prompt())
                    .put("cachedPromptTokens", row.prompt() / 4)
                    .put("completionTokens", row.completion())
                    .put("reasoningTokens", row.reasoning())
                    .put("images", row.images())
                    .put("audioSeconds", row.audioSeconds())
                    .put("unrated", 0));
        }
        answer(context, new JsonObject().put("data", data));
    }

    private void spend(RoutingContext context) {
        JsonArray data = new JsonArray();
        BigDecimal exact = BigDecimal.ZERO;
        for (Row row : within(context)) {
            exact = exact.add(new BigDecimal(row.exact()));
            data.add(row.base().put("exact", row.exact()).put("supplyWon", 0).put("unrated", 0));
        }
        long supply = exact.setScale(0, RoundingMode.FLOOR).longValueExact();
        answer(
                context,
                new JsonObject()
                        .put("currency", "KRW")
                        .put("vat", "EXCLUSIVE")
                        .put("data", data)
                        .put("exact", exact.toPlainString())
                        .put("supplyWon", supply)
                        .put("vatWon", supply / 10)
                        .put("totalWon", supply + supply / 10)
                        .put("unrated", 0));
    }

    private void forecast(RoutingContext context) {
        JsonObject known = forecast;
        JsonObject none = new JsonObject()
                .put("month", "2026-11")
                .put("daysLeft", 12)
                .put("spent", "7.000000000")
                .put("spentWon", 7)
                .put("unrated", 0)
                .putNull("expected")
                .put("reason", "not_enough_data")
                .put("days", 3)
                .put("daysNeeded", 7);
        answer(context, known == null ? none : known.copy());
    }

    /**
     * A file whose one row is the question. It breaks off after a megabyte where it is split by region alone, and nothing is
     * invoiced in 2020.
     */
    private void export(RoutingContext context) {
        ErrorCode no = noExports;
        if (no != null) {
            refuse(context, no, "no files now", "group_by");
            return;
        }
        String content = requireNonNull(context.pathParam("content"));
        String month = context.request().getParam("month");
        if (content.equals("focus") && requireNonNull(month).startsWith("2020")) {
            refuse(context, ErrorCode.NOT_FOUND, "nothing of " + month + " is invoiced", null);
            return;
        }
        String format = context.request().getParam("format");
        HttpServerResponse response = context.response()
                .putHeader("content-type", format.equals("csv") ? "text/csv;charset=UTF-8" : PARQUET)
                .putHeader("content-disposition", "attachment; filename=\"" + content + "-narae." + format + "\"");
        if ("region".equals(context.request().getParam("group_by"))) {
            response.putHeader("content-length", "2000000")
                    .write("x".repeat(1_000_000))
                    .onComplete(written -> context.request().connection().close());
            return;
        }
        response.end(context.request().query());
    }

    private List<Row> within(RoutingContext context) {
        Instant from = Instant.parse(context.request().getParam("from"));
        Instant to = Instant.parse(context.request().getParam("to"));
        List<Row> found = new ArrayList<>();
        for (Row row : rows) {
            if (!row.start().isBefore(from) && row.start().isBefore(to)) {
                found.add(row);
            }
        }
        return found;
    }

    private static void answer(RoutingContext context, JsonObject body) {
        context.response()
                .putHeader("content-type", "application/json")
                .end(body.put("tenant", context.pathParam("tenant"))
                        .put("from", context.request().getParam("from"))
                        .put("to", context.request().getParam("to"))
                        .put("bucket", context.request().getParam("bucket"))
                        .put("groupBy", new JsonArray().add("model"))
                        .encode());
    }
}

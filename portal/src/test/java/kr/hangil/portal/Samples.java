package kr.hangil.portal;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the gateway tells of keys and billing of money, as they tell it. */
final class Samples {

    private Samples() {}

    static JsonObject key(String id, String name) {
        return new JsonObject()
                .put("id", id)
                .put("name", name)
                .put("models", new JsonArray())
                .put("createdAt", "2026-11-01T00:00:00Z");
    }

    static JsonObject budget(long limit, boolean hard) {
        return new JsonObject()
                .put("scope", "tenant")
                .putNull("scopeId")
                .put("period", "month")
                .put("limitWon", limit)
                .put("hard", hard)
                .put("alertThresholds", new JsonArray().add(80).add(100))
                .putNull("webhookUrl")
                .putNull("email");
    }

    static JsonObject invoice(long id, YearMonth month) {
        String first = month.toString();
        return new JsonObject()
                .put("id", id)
                .put("tenant", "narae")
                .put("month", first)
                .put("state", id % 2 == 0 ? "settled" : "finalised")
                .putNull("heldReason")
                .put("number", "HGL-2026-%06d".formatted(id))
                .put("issueDate", month.atEndOfMonth().toString())
                .put("dueDate", month.plusMonths(1).atDay(10).toString())
                .put("currency", "KRW")
                .put("vat", "EXCLUSIVE")
                .put("exact", "11723.750000000")
                .put("credit", "500.000000000")
                .put("supplyWon", 11223)
                .put("vatWon", 1122)
                .put("totalWon", 12345)
                .put("creditedWon", 1100)
                .put("lines", lines(first))
                .put(
                        "creditNotes",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("id", 1)
                                        .put("line", 1)
                                        .put("supplyWon", 1000)
                                        .put("vatWon", 100)
                                        .put("reason", "서비스 지연")
                                        .put("notedAt", "2026-11-20T01:00:00Z")))
                .put("draftedAt", "2026-11-01T00:00:00Z");
    }

    private static JsonArray lines(String month) {
        return new JsonArray(List.of(
                line(1, month, "hangil-mini", "prompt", 13_526_000, "13526.388888889", 13526),
                line(2, month, "hangil-mini", "prompt", 0, "-500.000000000", -500)
                        .put("terms", "tiers"),
                line(3, month, "hangil-mini", null, 0, "-1302.638888889", -1303).put("discountPercent", "10"),
                line(4, month, null, null, 0, "-500.000000000", -500)));
    }

    private static JsonObject line(
            int n,
            String month,
            @Nullable String model,
            @Nullable String meter,
            long quantity,
            String exact,
            long won) {
        return new JsonObject()
                .put("n", n)
                .put("month", month)
                .put("model", model)
                .put("meter", meter)
                .put("priceId", meter == null ? null : 3L)
                .put("unitPrice", meter == null ? null : "200.000000000")
                .put("per", meter == null ? null : 1_000_000L)
                .put("quantity", quantity)
                .putNull("terms")
                .putNull("discountPercent")
                .put("exact", exact)
                .put("won", won);
    }

    static JsonObject taxInvoice(long id, long invoice, String state) {
        return new JsonObject()
                .put("id", id)
                .put("invoiceId", invoice)
                .put("tenant", "narae")
                .put("state", state)
                .put("approvalNumber", state.equals("ready") ? null : "2026110100000000000000" + id)
                .putNull("originalId")
                .put(
                        "document",
                        new JsonObject()
                                .put("invoiceNumber", "HGL-2026-%06d".formatted(invoice))
                                .put("issueDate", "2026-10-31")
                                .put("supplyWon", 11223)
                                .put("vatWon", 1122)
                                .put("totalWon", 12345)
                                .put("claim", true))
                .put("madeAt", "2026-11-01T00:00:00Z")
                .putNull("rejection");
    }

    static JsonObject credit(long id, String reference, String remaining, @Nullable String expiresAt) {
        return new JsonObject()
                .put("id", id)
                .put("tenant", "narae")
                .put("amountWon", 10_000)
                .put("refundedWon", 0)
                .put("spent", "2000.250000000")
                .put("remaining", remaining)
                .put("priority", id)
                .put("expiresAt", expiresAt)
                .put("reference", reference)
                .put("grantedAt", "2026-11-01T00:00:00Z")
                .put("grantedBy", "operator");
    }
}

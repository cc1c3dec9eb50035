package kr.hangil.billing.invoice;

import static kr.hangil.billing.Events.price;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import kr.hangil.billing.EventBuilder;
import kr.hangil.billing.RunningBilling;
import kr.hangil.billing.spending.SpendPeriod;
import org.jspecify.annotations.Nullable;

/** What tests of invoices do over and over: use last month, draft, finalise, note, agree and grant. */
abstract class InvoiceSteps extends RunningBilling {

    final YearMonth month = YearMonth.from(THIS_MONTH.atZone(SpendPeriod.ZONE)).minusMonths(1);

    EventBuilder last(int daysBefore) {
        return event().at(THIS_MONTH.minus(Duration.ofDays(daysBefore)));
    }

    void oneWonAToken() {
        publish(price(model, "prompt", "1000000", "2026-01-01T00:00:00Z", null)).statusCode(201);
    }

    static int lineOf(JsonPath invoice, long won) {
        return invoice.getInt("lines.find { it.won == " + won + " }.n");
    }

    void verified() {
        operator()
                .get("/v1/verification")
                .then()
                .body("differences", hasSize(0))
                .body("ok", equalTo(true));
    }

    ValidatableResponse agree(YearMonth from, String vat, String percent) {
        return post(
                "/v1/tenants/" + tenant + "/contracts",
                Map.of("from", from.toString(), "vat", vat, "discountPercent", percent, "reference", "contract 7"));
    }

    ValidatableResponse agree(YearMonth from, String vat, String percent, List<Map<String, ?>> prices) {
        return post(
                "/v1/tenants/" + tenant + "/contracts",
                Map.of(
                        "from",
                        from.toString(),
                        "vat",
                        vat,
                        "discountPercent",
                        percent,
                        "reference",
                        "contract 7",
                        "prices",
                        prices));
    }

    /** The first million units are free, those up to ten million at {@code amount}, the rest at {@code above}. */
    static Map<String, @Nullable Object> tiered(Map<String, @Nullable Object> price, String amount, String above) {
        price.put(
                "tiers",
                List.of(
                        Map.of("upTo", 1_000_000, "amount", "0"),
                        Map.of("upTo", 10_000_000, "amount", amount),
                        Map.of("amount", above)));
        return price;
    }

    ValidatableResponse draft(String of) {
        return post("/v1/invoices", Map.of("tenant", of, "month", month.toString()));
    }

    ValidatableResponse finalise(int id) {
        return operator().post("/v1/invoices/{id}/finalise", id).then();
    }

    ValidatableResponse step(int id, String step, String field, String value) {
        return post("/v1/invoices/" + id + "/" + step, Map.of(field, value));
    }

    ValidatableResponse note(int id, int line, long supply) {
        return post(
                "/v1/invoices/" + id + "/credit-notes", Map.of("line", line, "supplyWon", supply, "reason", "outage"));
    }

    void profile(String of) {
        profile(of, Map.of()).statusCode(200);
    }
}

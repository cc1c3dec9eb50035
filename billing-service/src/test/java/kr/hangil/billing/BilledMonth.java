package kr.hangil.billing;

import static kr.hangil.billing.Events.price;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import kr.hangil.billing.spending.SpendPeriod;

/** A running billing service, and a tenant whose last month is over. */
public abstract class BilledMonth extends RunningBilling {

    protected final YearMonth month =
            YearMonth.from(THIS_MONTH.atZone(SpendPeriod.ZONE)).minusMonths(1);

    /**
     * Usage of two prices and two meters, late in the month.
     *
     * <pre>
     * prompt     10,000,001 x 150   / 10^6 = 1,500.00015
     * prompt      1,000,000 x 200.5 / 10^6 =   200.5
     * completion  2,333,333 x 600   / 10^6 = 1,399.9998
     *                                        3,100.49995
     * </pre>
     */
    protected void useAMonth() {
        Instant change = THIS_MONTH.minus(Duration.ofDays(3));
        publish(
                        price(model, "prompt", "150", "2026-01-01T00:00:00Z", change.toString()),
                        price(model, "prompt", "200.5", change.toString(), null),
                        price(model, "completion", "600", "2026-01-01T00:00:00Z", null))
                .statusCode(201);
        deliver(List.of(
                        event().at(change.minusMillis(1))
                                .tokens(10_000_001, 0, 2_000_000)
                                .build(),
                        event().at(change).tokens(1_000_000, 0, 333_333).build()))
                .statusCode(200);
    }

    /** A million prompt tokens of the second price, after the fact. */
    protected void useLate() {
        deliver(List.of(event().at(THIS_MONTH.minus(Duration.ofDays(3)))
                        .tokens(1_000_000, 0, 0)
                        .build()))
                .statusCode(200);
    }

    protected void agree(String vat, String percent) {
        post(
                        "/v1/tenants/" + tenant + "/contracts",
                        Map.of("from", month.toString(), "vat", vat, "discountPercent", percent, "reference", "계약 7"))
                .statusCode(201);
    }

    /** The month, drafted and final. */
    protected Billed bill() {
        int id = post("/v1/invoices", Map.of("tenant", tenant, "month", month.toString()))
                .statusCode(201)
                .extract()
                .path("id");
        String number = operator()
                .post("/v1/invoices/{id}/finalise", id)
                .then()
                .statusCode(200)
                .extract()
                .path("number");
        return new Billed(id, number);
    }

    /** A final invoice. */
    protected record Billed(int id, String number) {}
}

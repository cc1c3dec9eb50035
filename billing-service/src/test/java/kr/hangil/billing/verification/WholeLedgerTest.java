package kr.hangil.billing.verification;

import static kr.hangil.billing.Events.price;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import kr.hangil.billing.RunningBilling;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Comes last: all that other tests left in the ledger is looked at. */
@Order(Integer.MAX_VALUE)
@QuarkusTest
class WholeLedgerTest extends RunningBilling {

    @Test
    void shouldFindNoDifferenceInALedgerThatNobodyTouched() {
        publish(price(model, "prompt", "1", "2026-01-01T00:00:00Z", null)).statusCode(201);
        deliver(List.of(event().tokens(5, 0, 0).build())).statusCode(200);

        operator()
                .get("/v1/verification")
                .then()
                .statusCode(200)
                .body("ok", equalTo(true))
                .body("events", greaterThan(0))
                .body("charges", greaterThan(0))
                .body("differences", hasSize(0));
    }
}

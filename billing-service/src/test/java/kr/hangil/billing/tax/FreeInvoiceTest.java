package kr.hangil.billing.tax;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import kr.hangil.billing.BilledMonth;
import org.junit.jupiter.api.Test;

@QuarkusTest
class FreeInvoiceTest extends BilledMonth {

    @Test
    void shouldMakeNoTaxInvoiceOfNothing() {
        useAMonth();
        profile();
        grantBackdated(10_000);
        Billed billed = bill();
        operator().get("/v1/invoices/{id}", billed.id()).then().body("totalWon", equalTo(0));

        post("/v1/invoices/" + billed.id() + "/tax-invoices", Map.of())
                .statusCode(409)
                .body("error.code", equalTo("conflict"))
                .body("error.message", containsString("invoice " + billed.number() + " is of 0 won"));

        operator().get("/v1/tenants/{t}/tax-invoices", tenant).then().body("data", hasSize(0));
    }
}

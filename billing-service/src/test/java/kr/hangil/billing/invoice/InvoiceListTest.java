package kr.hangil.billing.invoice;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import kr.hangil.billing.BilledMonth;
import org.junit.jupiter.api.Test;

@QuarkusTest
class InvoiceListTest extends BilledMonth {

    @Test
    void shouldListNewestFirstPageByPage() {
        useAMonth();
        profile();
        Billed first = bill();
        useLate();
        Billed second = bill();
        useLate();
        Billed third = bill();
        List<String> lists =
                List.of("/v1/tenants/" + tenant + "/invoices?limit=2", "/v1/invoices?tenant=" + tenant + "&limit=2");

        for (String list : lists) {
            String next = operator()
                    .get(list)
                    .then()
                    .body("data.number", contains(third.number(), second.number()))
                    .extract()
                    .path("next");
            operator()
                    .get(list + "&after=" + next)
                    .then()
                    .body("data.number", contains(first.number()))
                    .body("next", nullValue());
        }
    }

    @Test
    void shouldListTheTaxInvoicesOfOneInvoice() {
        useAMonth();
        profile();
        Billed first = bill();
        useLate();
        Billed second = bill();
        for (Billed billed : List.of(first, second)) {
            post("/v1/invoices/" + billed.id() + "/tax-invoices", Map.of()).statusCode(201);
        }

        for (String list : List.of("/v1/tenants/" + tenant + "/tax-invoices", "/v1/tax-invoices")) {
            operator()
                    .get(list + "?invoice=" + second.id())
                    .then()
                    .statusCode(200)
                    .body("data", hasSize(1))
                    .body("data[0].invoiceId", equalTo(second.id()));
        }
        operator().get("/v1/tenants/{t}/tax-invoices", tenant).then().body("data", hasSize(2));
    }
}

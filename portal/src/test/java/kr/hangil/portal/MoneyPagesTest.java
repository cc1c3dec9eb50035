package kr.hangil.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.Map;
import kr.hangil.stack.quarkus.Midday;
import org.junit.jupiter.api.Test;

/** Budgets and invoices, for those who look after a tenant's money. */
@QuarkusTest
@PortalTest
class MoneyPagesTest extends PageTest {

    @Test
    void shouldShowHowABudgetStands() {
        billing().budget(Samples.budget(10_000, true), "2500.250000000");

        String page = visitor().get("/t/narae/budgets").body();

        assertThat(text(page, "budget-limit-won")).contains("10,000원");
        assertThat(text(page, "budget-spent")).contains("2,500원").contains("title=\"2,500.25원\"");
        assertThat(text(page, "budget-remaining")).contains("7,500원");
        assertThat(page).contains("max=\"100\" value=\"25\"").contains("막는 예산").contains("80%, 100%");
        assertThat(page).contains("2026. 12. 1.").contains("data-used-up=\"false\"");
    }

    @Test
    void shouldSayThatABudgetIsUsedUp() {
        billing().budget(Samples.budget(1000, true), "1000.500000000");

        String page = visitor().speaking("en").get("/t/narae/budgets").body();

        assertThat(page).contains("data-used-up=\"true\"").contains("Used up").contains("100% of the limit");
    }

    @Test
    void shouldSetABudgetAsPeopleWriteNumbers() {
        HttpResponse<String> set = post("/t/narae/budgets", "limitWon", "1,000,000원", "alertThresholds", "50% 100");

        assertThat(set.statusCode()).isEqualTo(201);
        assertThat(text(set.body(), "budget-limit-won")).contains("1,000,000원");
        assertThat(set.body()).contains("50%, 100%").doesNotContain("webhook-secret");
    }

    @Test
    void shouldShowWebhookSecretOnceWhenBudgetHasAnAddress() {
        HttpResponse<String> set = post("/t/narae/budgets", "webhookUrl", "https://narae.example/alerts");

        assertThat(text(set.body(), "webhook-secret")).contains("whsec_5e5e");
        assertThat(set.headers().firstValue("cache-control")).contains("no-store");
        assertThat(visitor().get("/t/narae/budgets").body())
                .contains("https://narae.example/alerts")
                .doesNotContain("whsec_");
    }

    @Test
    void shouldSayWhatIsWrongBesideEachField() {
        HttpResponse<String> wrong = post(
                "/t/narae/budgets",
                "scope",
                "key",
                "limitWon",
                "많이",
                "alertThresholds",
                "0, 80",
                "webhookUrl",
                "narae",
                "email",
                "won");

        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(text(wrong.body(), "scope-id-problem")).contains("어느 프로젝트나 키");
        assertThat(text(wrong.body(), "limit-problem")).contains("정수로 적어 주세요");
        assertThat(text(wrong.body(), "thresholds-problem")).contains("1부터 1000까지");
        assertThat(text(wrong.body(), "webhook-problem")).contains("https://로 시작하는");
        assertThat(text(wrong.body(), "email-problem")).contains("메일 주소를");
        assertThat(wrong.body()).contains("value=\"많이\"").contains("<option value=\"key\" selected>");
        assertThat(wrong.body().split(" data-focus", -1)).hasSize(2);
        assertThat(visitor().get("/t/narae/budgets").body()).contains("budgets-empty");
    }

    @Test
    void shouldSayWhatBillingRefusedInTheReadersLanguage() {
        billing().budget(Samples.budget(1000, true), "0.000000000");
        visitor().speaking("en");

        HttpResponse<String> taken = post("/t/narae/budgets");
        HttpResponse<String> plain = post("/t/narae/budgets", "period", "day", "webhookUrl", "http://narae.example/");

        assertThat(text(taken.body(), "form-problem")).contains("There is such a budget");
        assertThat(text(plain.body(), "webhook-problem")).contains("it must be an https address without a user");
        assertThat(plain.statusCode()).isEqualTo(422);
    }

    @Test
    void shouldKeepWhatWasTypedWhenBillingIsDown() {
        HttpResponse<String> page = visitor().get("/t/narae/budgets");
        billing().down(true);

        HttpResponse<String> failed = visitor().submit(page, "/t/narae/budgets", fields("limitWon", "777"));

        assertThat(failed.statusCode()).isEqualTo(422);
        assertThat(text(failed.body(), "form-problem")).contains("지금은 예산을 저장할 수 없습니다");
        assertThat(failed.body()).contains("value=\"777\"").contains("data-service=\"BILLING\"");
    }

    @Test
    void shouldChangeABudgetButNeitherItsScopeNorItsPeriod() {
        long id = billing().budget(Samples.budget(1000, true), "10.000000000");
        HttpResponse<String> form = visitor().get("/t/narae/budgets/" + id);

        HttpResponse<String> list = visitor()
                .submit(
                        form,
                        "/t/narae/budgets/" + id,
                        fields("limitWon", "2000", "hard", "false", "scope", "key", "period", "day"));

        assertThat(form.body()).contains("value=\"1000\"").doesNotContain("name=\"scope\"");
        assertThat(list.uri().getPath()).isEqualTo("/t/narae/budgets");
        assertThat(text(list.body(), "budget-limit-won")).contains("2,000원");
        assertThat(list.body()).contains("알리는 예산").contains("조직 전체 · 한 달");
    }

    @Test
    void shouldSayWhatIsWrongWhenAChangeIsNotPossible() {
        long id = billing().budget(Samples.budget(1000, true), "10.000000000");
        HttpResponse<String> form = visitor().get("/t/narae/budgets/" + id);

        HttpResponse<String> wrong = visitor().submit(form, "/t/narae/budgets/" + id, fields("limitWon", "-1"));

        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(text(wrong.body(), "limit-problem")).contains("정수로");
        assertThat(text(visitor().get("/t/narae/budgets").body(), "budget-limit-won"))
                .contains("1,000원");
    }

    @Test
    void shouldAskBeforeDeletingAndThenDelete() {
        long id = billing().budget(Samples.budget(3000, true), "0.000000000");

        HttpResponse<String> question = visitor().get("/t/narae/budgets/" + id + "/delete");
        HttpResponse<String> list = visitor().submit(question, "/t/narae/budgets/" + id + "/delete", Map.of());
        HttpResponse<String> again = visitor().submit(question, "/t/narae/budgets/" + id + "/delete", Map.of());

        assertThat(question.body()).contains("delete-question").contains("3,000원");
        assertThat(list.body()).contains("budgets-empty");
        assertThat(again.statusCode()).isEqualTo(200);
    }

    @Test
    void shouldHideMoneyFromThoseWhoDoNotLookAfterIt() {
        gateway().role("DEVELOPER");
        billing().refuseMoney();

        HttpResponse<String> budgets = visitor().get("/t/narae/budgets");
        HttpResponse<String> invoices = visitor().get("/t/narae/invoices");

        assertThat(budgets.body())
                .contains("read-only")
                .contains("이 정보를 볼 권한이 없습니다")
                .doesNotContain("budget-form")
                .doesNotContain("nav-budgets");
        assertThat(invoices.body()).contains("이 정보를 볼 권한이 없습니다").doesNotContain("nav-invoices");
        assertThat(visitor().get("/t/narae/invoices/HGL-2026-000001").statusCode())
                .isEqualTo(403);
    }

    @Test
    void shouldSayWhenTheFirstInvoiceComes() {
        YearMonth month = YearMonth.from(Midday.today());
        YearMonth next = month.plusMonths(1);

        String page = visitor().get("/t/narae/invoices").body();

        assertThat(page)
                .contains(month.getYear() + "년 " + month.getMonthValue() + "월 이용분")
                .contains(next.getYear() + ". " + next.getMonthValue() + ". 10.까지");
    }

    @Test
    void shouldListInvoicesLatestFirstAndPage() {
        for (int i = 1; i <= 14; i++) {
            billing().invoice(Samples.invoice(i, YearMonth.of(2025, 9).plusMonths(i - 1)));
        }

        String first = visitor().get("/t/narae/invoices").body();
        String second = visitor().get("/t/narae/invoices?page=2").body();

        assertThat(first.indexOf("HGL-2026-000014")).isLessThan(first.indexOf("HGL-2026-000013"));
        assertThat(first).contains("data-testid=\"older\"").doesNotContain("HGL-2026-000002\"");
        assertThat(second).contains("HGL-2026-000001").contains("data-testid=\"newer\"");
        assertThat(first).contains("12,345원").doesNotContain("days-left");
        assertThat(visitor().get("/t/narae/invoices?page=0").statusCode()).isEqualTo(400);
    }

    @Test
    void shouldShowAnInvoiceAsBillingTellsIt() {
        billing().invoice(Samples.invoice(7, YearMonth.of(2026, 10)).put("daysLeft", 3));
        billing().taxInvoice(Samples.taxInvoice(41, 7, "accepted"));
        billing().taxInvoice(Samples.taxInvoice(42, 8, "ready"));

        String page = visitor().get("/t/narae/invoices/HGL-2026-000007").body();

        assertThat(text(page, "supply-won")).contains("11,223원");
        assertThat(text(page, "vat-won")).contains("1,122원");
        assertThat(text(page, "total-won")).contains("12,345원");
        assertThat(text(page, "charged")).contains("11,723.75원");
        assertThat(text(page, "credit-used")).contains("−500원");
        assertThat(text(page, "credited-won")).contains("1,100원");
        assertThat(text(page, "days-left")).contains("3일 남음");
        assertThat(page)
                .contains("hangil-mini</code> 입력 토큰")
                .contains("1,000,000토큰당 200원")
                .contains("할인 10%")
                .contains("입력 토큰 · 구간 요금")
                .contains("서비스 지연")
                .contains("국세청 승인")
                .contains("202611010000000000000041")
                .contains("/invoices/tax-invoices/41/pdf")
                .doesNotContain("/42/pdf");
    }

    @Test
    void shouldHandDownATaxInvoiceAsPdfWithTheTokenOnTheServer() {
        HttpResponse<String> pdf = visitor().getRaw("/t/narae/invoices/tax-invoices/41/pdf");

        assertThat(pdf.statusCode()).isEqualTo(200);
        assertThat(pdf.body()).isEqualTo("%PDF-1.6 41");
        assertThat(pdf.headers().firstValue("content-type")).contains("application/pdf");
        assertThat(pdf.headers().firstValue("content-disposition"))
                .contains("attachment; filename=\"tax-invoice-41.pdf\"");
        assertThat(pdf.headers().firstValue("cache-control")).contains("no-store");
        assertThat(visitor().getRaw("/t/elsewhere/invoices/tax-invoices/41/pdf").statusCode())
                .isEqualTo(404);
    }

    @Test
    void shouldHandDownAStatementInEitherLanguage() {
        billing().invoice(Samples.invoice(7, YearMonth.of(2026, 10)));

        HttpResponse<String> page = visitor().get("/t/narae/invoices/HGL-2026-000007");
        HttpResponse<String> korean = visitor().getRaw("/t/narae/invoices/HGL-2026-000007/statement?lang=ko");
        HttpResponse<String> english = visitor().getRaw("/t/narae/invoices/HGL-2026-000007/statement?lang=en");

        assertThat(page.body()).contains("/HGL-2026-000007/statement?lang=ko").contains("/statement?lang=en");
        assertThat(korean.body()).isEqualTo("%PDF-1.6 HGL-2026-000007 ko");
        assertThat(english.body()).isEqualTo("%PDF-1.6 HGL-2026-000007 en");
        assertThat(english.headers().firstValue("content-type")).contains("application/pdf");
        assertThat(english.headers().firstValue("content-disposition"))
                .contains("attachment; filename=\"statement-HGL-2026-000007-en.pdf\"");
        assertThat(visitor()
                        .getRaw("/t/narae/invoices/HGL-2026-000007/statement?lang=fr")
                        .statusCode())
                .isEqualTo(400);
        assertThat(visitor()
                        .getRaw("/t/narae/invoices/HGL-2026-000099/statement?lang=ko")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void shouldRenderTheInvoiceWhenItIsNotThereOrBillingIsDown() {
        assertThat(visitor().get("/t/narae/invoices/HGL-2026-000099").statusCode())
                .isEqualTo(404);
        billing().down(true);

        assertThat(visitor().get("/t/narae/invoices").body()).contains("요금 서비스가 지금 응답하지 않습니다");
        assertThat(visitor().get("/t/narae/invoices/HGL-2026-000099").statusCode())
                .isEqualTo(503);
    }

    private HttpResponse<String> post(String path, String... changed) {
        return visitor().submit(visitor().get("/t/narae/budgets"), path, fields(changed));
    }

    private static Map<String, String> fields(String... changed) {
        Map<String, String> fields = new HashMap<>(Map.of(
                "scope", "tenant", "period", "month", "limitWon", "1000", "hard", "true", "alertThresholds", "80"));
        for (int i = 0; i < changed.length; i += 2) {
            fields.put(changed[i], changed[i + 1]);
        }
        return fields;
    }
}

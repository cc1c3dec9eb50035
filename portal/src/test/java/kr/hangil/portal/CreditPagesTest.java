package kr.hangil.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Credit, and the profile that invoices bear. */
@QuarkusTest
@PortalTest
class CreditPagesTest extends PageTest {

    @Test
    void shouldShowWhatIsLeftOfCreditAndHow() {
        billing()
                .creditAccount(new JsonObject()
                        .put("mode", "prepaid")
                        .put("grantedWon", 30_000)
                        .put("spent", "12000.250000000")
                        .put("remaining", "17999.750000000")
                        .put("overdrawn", "0.000000000"));
        billing().credit(Samples.credit(1, "시작 크레딧", "7999.750000000", null));
        billing().credit(Samples.credit(2, "지난 행사", "0.000000000", "2026-01-01T00:00:00Z"));
        billing().credit(Samples.credit(3, "다 쓴 것", "0.000000000", "2999-01-01T00:00:00Z"));

        String page = visitor().get("/t/narae/credits").body();

        assertThat(text(page, "credit-balance")).contains("17,999원").contains("title=\"17,999.75원\"");
        assertThat(text(page, "credit-granted")).contains("30,000원");
        assertThat(text(page, "credit-mode")).contains("더는 호출할 수 없음(선불)");
        assertThat(page)
                .contains("data-credit=\"1\" data-state=\"ACTIVE\"")
                .contains("data-credit=\"2\" data-state=\"EXPIRED\"")
                .contains("data-credit=\"3\" data-state=\"USED_UP\"")
                .contains("시작 크레딧")
                .contains("2026. 1. 1.</time>")
                .doesNotContain("data-testid=\"overdrawn\"");
    }

    @Test
    void shouldSayThatMoreWasSpentThanCreditPaysFor() {
        billing()
                .creditAccount(new JsonObject()
                        .put("mode", "prepaid")
                        .put("grantedWon", 30_000)
                        .put("spent", "30000.000000000")
                        .put("remaining", "0.000000000")
                        .put("overdrawn", "12.500000000"));

        String page = visitor().speaking("en").get("/t/narae/credits").body();

        assertThat(text(page, "overdrawn")).contains("₩12 was spent beyond the credit");
    }

    @Test
    void shouldPageThroughCreditAndShowItToEveryMember() {
        gateway().role("VIEWER");
        for (int i = 1; i <= 21; i++) {
            billing().credit(Samples.credit(i, "크레딧 " + i, "1.000000000", null));
        }

        String first = visitor().get("/t/narae/credits").body();
        String second = visitor().get("/t/narae/credits?after=20").body();

        assertThat(first).contains("nav-credits").contains("?after=20").doesNotContain("data-credit=\"21\"");
        assertThat(second).contains("data-credit=\"21\"").contains("first-page").doesNotContain("next-page");
    }

    @Test
    void shouldAskForABillingProfileWhereThereIsNone() {
        String page = visitor().get("/t/narae/billing-profile").body();

        assertThat(page).contains("profile-none").contains("name=\"registrationNumber\"");
    }

    @Test
    void shouldKeepABillingProfile() {
        HttpResponse<String> saved = save();

        assertThat(saved.statusCode()).isEqualTo(200);
        assertThat(saved.body()).contains("profile-saved").contains("value=\"123-45-67891\"");
        assertThat(visitor().get("/t/narae/billing-profile").body())
                .contains("value=\"나래소프트\"")
                .contains("value=\"110111-0062432\"")
                .doesNotContain("profile-none")
                .doesNotContain("profile-saved");
    }

    @Test
    void shouldSayWhatIsWrongBesideEachFieldOfTheProfile() {
        HttpResponse<String> wrong = save(
                "registrationNumber", "123-45-678",
                "corporateNumber", "1234",
                "name", " ",
                "representative", "김".repeat(31),
                "email", "won");

        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(text(wrong.body(), "registrationNumber-problem")).contains("숫자 10자리입니다");
        assertThat(text(wrong.body(), "corporateNumber-problem")).contains("숫자 13자리입니다");
        assertThat(text(wrong.body(), "name-problem")).contains("여기를 적어 주세요");
        assertThat(text(wrong.body(), "representative-problem")).contains("30자까지");
        assertThat(text(wrong.body(), "email-problem")).contains("메일 주소를");
        assertThat(wrong.body().split(" data-focus", -1)).hasSize(2);
        assertThat(visitor().get("/t/narae/billing-profile").body()).contains("profile-none");
    }

    @Test
    void shouldSayInTheReadersLanguageThatANumberDoesNotExist() {
        HttpResponse<String> korean = save("registrationNumber", "123-45-67890");
        HttpResponse<String> corporate = save("corporateNumber", "110111-0000000");
        visitor().speaking("en");
        HttpResponse<String> mail = save("email", "not@here");

        assertThat(text(korean.body(), "registrationNumber-problem")).contains("없는 사업자등록번호입니다");
        assertThat(text(corporate.body(), "corporateNumber-problem")).contains("없는 법인등록번호입니다");
        assertThat(text(mail.body(), "email-problem")).contains("it is no e-mail address, or too long");
    }

    @Test
    void shouldKeepWhatWasTypedIntoTheProfileWhenBillingIsDown() {
        HttpResponse<String> page = visitor().get("/t/narae/billing-profile");
        billing().down(true);

        HttpResponse<String> failed = visitor().submit(page, "/t/narae/billing-profile", fields("name", "새이름"));

        assertThat(failed.statusCode()).isEqualTo(422);
        assertThat(text(failed.body(), "form-problem")).contains("지금은 저장할 수 없습니다");
        assertThat(failed.body()).contains("value=\"새이름\"");
    }

    @Test
    void shouldHideTheProfileFromThoseWhoDoNotLookAfterMoney() {
        gateway().role("DEVELOPER");
        billing().refuseMoney();

        String page = visitor().get("/t/narae/billing-profile").body();

        assertThat(page)
                .contains("이 정보를 볼 권한이 없습니다")
                .doesNotContain("profile-form")
                .doesNotContain("nav-profile");
    }

    private HttpResponse<String> save(String... changed) {
        return visitor().submit(visitor().get("/t/narae/billing-profile"), "/t/narae/billing-profile", fields(changed));
    }

    private static Map<String, String> fields(String... changed) {
        Map<String, String> fields = new HashMap<>(Map.of(
                "registrationNumber", "123-45-67891",
                "corporateNumber", "110111-0062432",
                "name", "나래소프트",
                "representative", "김하늘",
                "address", "서울시 종로구 세종대로 1",
                "businessType", "정보통신업",
                "businessItem", "소프트웨어",
                "email", "tax@narae.example"));
        for (int i = 0; i < changed.length; i += 2) {
            fields.put(changed[i], changed[i + 1]);
        }
        return fields;
    }
}

package kr.hangil.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.util.List;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.portal.standin.BillingStandIn;
import kr.hangil.stack.quarkus.Midday;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Usage by kind, as a file, and what the month comes to. */
@QuarkusTest
@PortalTest
class UsagePagesTest extends PageTest {

    private final LocalDate today = Midday.today();

    @BeforeEach
    void useTokens() {
        billing().rows(List.of(new BillingStandIn.Row(today, "hangil-mini", 12, 1234, 78, "1234.5")));
    }

    @Test
    void shouldShowEveryKindOfUsageThatThereIs() {
        billing()
                .rows(List.of(
                        new BillingStandIn.Row(today, "hangil-mini", 12, 1234, 78, 56, 0, 0, "1234.5"),
                        new BillingStandIn.Row(today, "hangil-voice", 1, 0, 0, 0, 4321, 8765, "3.5")));

        String page = visitor().get("/t/narae/usage").body();

        assertThat(page).contains("추론 토큰</th>").contains("이미지</th>").contains("음성(초)</th>");
        assertThat(text(page, "month-images")).contains("4,321");
        assertThat(text(page, "month-audio-seconds")).contains("8,765");
        assertThat(text(visitor().get("/t/narae").body(), "today-images")).contains("4,321");
    }

    @Test
    void shouldShowWhatAModelAndADayCostBeforeWhatIsCounted() {
        String page = visitor().get("/t/narae/usage").body();

        assertThat(text(page, "by-model")).containsSubsequence("모델</th>", "금액(부가세 별도)</th>", "요청</th>");
        assertThat(text(page, "by-day")).containsSubsequence("날짜</th>", "금액(부가세 별도)</th>", "요청</th>");
        assertThat(page).containsPattern("hangil-mini</code></th><td class=\"n\"><data[^>]*>1,234원</data>");
    }

    @Test
    void shouldLeaveOutKindsOfUsageThatThereAreNone() {
        billing().rows(List.of(new BillingStandIn.Row(today, "hangil-voice", 1, 0, 0, 0, 4321, 0, "3.5")));

        String page = visitor().get("/t/narae/usage").body();

        assertThat(page)
                .contains("이미지</th>")
                .doesNotContain("추론 토큰</th>")
                .doesNotContain("음성(초)</th>")
                .doesNotContain("입력 토큰</th>")
                .doesNotContain("캐시된 입력</th>")
                .doesNotContain("출력 토큰</th>")
                .doesNotContain("chart-tokens-title")
                .contains("chart-spend-title");
    }

    @Test
    void shouldHandDownUsageAsAFileWithTheTokenOnTheServer() {
        HttpResponse<String> file = visitor()
                .getRaw("/t/narae/exports?month=2026-02&content=spend&bucket=1h&group=model&group=key&format=excel");

        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.body())
                .contains("from=2026-01-31T15%3A00%3A00Z")
                .contains("to=2026-02-28T15%3A00%3A00Z")
                .contains("bucket=1h")
                .contains("group_by=model%2Ckey")
                .contains("format=csv")
                .contains("bom=true");
        assertThat(file.headers().firstValue("content-type").orElseThrow()).startsWith("text/csv");
        assertThat(file.headers().firstValue("content-disposition"))
                .contains("attachment; filename=\"spend-narae.csv\"");
        assertThat(file.headers().firstValue("cache-control")).contains("no-store");
    }

    @Test
    void shouldAskForThisMonthByDayWhenNothingElseIsSaid() {
        HttpResponse<String> file = visitor().getRaw("/t/narae/exports");

        assertThat(file.body()).contains("bucket=1d").doesNotContain("bom").contains("group_by=&");
        assertThat(visitor().getRaw("/t/narae/exports?format=xlsx").statusCode())
                .isEqualTo(400);
        assertThat(visitor().getRaw("/t/narae/exports?month=2999-01").statusCode())
                .isEqualTo(404);
        assertThat(visitor().getRaw("/t/elsewhere/exports").statusCode()).isEqualTo(404);
    }

    @Test
    void shouldHandDownChargesInFocusColumnsToThoseWhoLookAfterMoney() {
        String thisMonth = visitor().get("/t/narae/usage").body();
        String before = visitor().get("/t/narae/usage?month=2026-02").body();
        HttpResponse<String> file = visitor().getRaw("/t/narae/exports?content=focus&month=2026-02&format=parquet");
        gateway().role("DEVELOPER");
        String ofDeveloper = visitor().get("/t/narae/usage?month=2026-02").body();

        assertThat(thisMonth).contains("export-form").doesNotContain("export-focus");
        assertThat(before).contains("content=focus&amp;month=2026-02&amp;format=csv");
        assertThat(file.body()).contains("month=2026-02").contains("format=parquet");
        assertThat(file.headers().firstValue("content-type")).contains("application/vnd.apache.parquet");
        assertThat(ofDeveloper).doesNotContain("export-focus");
    }

    @Test
    void shouldSayOnThePageWhyThereIsNoFile() {
        HttpResponse<String> notInvoiced = visitor().get("/t/narae/exports?content=focus&month=2020-02");
        billing().refuseExports(ErrorCode.QUEUE_FULL);
        HttpResponse<String> busy = visitor().get("/t/narae/exports");
        billing().refuseExports(ErrorCode.INVALID_REQUEST);
        HttpResponse<String> tooLong = visitor().speaking("en").get("/t/narae/exports");

        assertThat(notInvoiced.uri().toString()).endsWith("/t/narae/usage?month=2020-02&problem=not_invoiced#exports");
        assertThat(text(notInvoiced.body(), "export-problem")).contains("청구되거나 환급된 것이 아직 없습니다");
        assertThat(text(busy.body(), "export-problem")).contains("다른 파일을 만드는 중입니다");
        assertThat(text(tooLong.body(), "export-problem")).contains("more rows than one file may have");
    }

    @Test
    void shouldNotPassOffAFileThatBrokeOffAsWhole() {
        assertThatThrownBy(() -> visitor().getRaw("/t/narae/exports?group=region"))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void shouldShowAPageWhenBillingIsDown() {
        billing().down(true);

        HttpResponse<String> page = visitor().get("/t/narae/exports");

        assertThat(page.statusCode()).isEqualTo(503);
        assertThat(page.body()).contains("data-testid=\"error-page\"");
    }

    @Test
    void shouldTellWhatTheMonthComesToAndWhatThatIsBasedOn() {
        billing()
                .forecast(new JsonObject()
                        .put("month", "2026-11")
                        .put("daysLeft", 12)
                        .put("spent", "7000.000000000")
                        .put("spentWon", 7000)
                        .put("unrated", 2)
                        .put(
                                "expected",
                                new JsonObject()
                                        .put("lowWon", 9000)
                                        .put("likelyWon", 10_000)
                                        .put("highWon", 11_000)
                                        .put("confidencePercent", 80)
                                        .put("method", "weekday_mean"))
                        .putNull("reason")
                        .put("days", 28)
                        .put("daysNeeded", 7));

        String page = visitor().get("/t/narae").body();

        assertThat(page).contains("2026년 11월 예상").contains("80% 확률로");
        assertThat(text(page, "forecast-won")).contains("10,000원").contains("부가세 별도");
        assertThat(text(page, "forecast-range")).contains("9,000원 – 11,000원");
        assertThat(text(page, "forecast-spent")).contains("7,000원").contains("12일 남음");
        assertThat(text(page, "forecast-basis")).contains("지난 28일을 요일별로");
        assertThat(text(page, "forecast-unrated")).contains("2건");
    }

    @Test
    void shouldSayWhatAnEstimateTakesWhenThereIsTooLittleToGoBy() {
        String page = visitor().speaking("en").get("/t/narae").body();

        assertThat(text(page, "forecast-not-yet"))
                .contains("takes 7 complete days")
                .contains("there are 3 so far");
        assertThat(page).doesNotContain("forecast-won");
    }
}

package kr.hangil.portal;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import kr.hangil.portal.standin.BillingStandIn;
import kr.hangil.portal.standin.GatewayStandIn;
import kr.hangil.stack.keycloak.KeycloakServer;
import kr.hangil.stack.quarkus.Midday;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What only a real browser shows: scripts, the content security policy, and a connection that ends. */
@QuarkusTest
@PortalTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserTest {

    /** The system's Chromium; another one by {@code HANGIL_CHROMIUM}. */
    private static final Path CHROMIUM = Path.of(System.getenv().getOrDefault("HANGIL_CHROMIUM", "/usr/bin/chromium"));

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TestHTTPResource
    @Nullable
    URI base;

    @Nullable
    KeycloakServer keycloak;

    @Nullable
    GatewayStandIn gatewayStandIn;

    @Nullable
    BillingStandIn billingStandIn;

    private final List<String> violations = new ArrayList<>();
    private @Nullable Playwright playwright;
    private @Nullable BrowserContext context;

    @BeforeAll
    void open() {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE.toMillis());
        Playwright started = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser = started.chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(List.of("--no-sandbox", "--disable-gpu")));
        playwright = started;
        context = browser.newContext(new Browser.NewContextOptions().setLocale("ko-KR"));
        signIn();
    }

    @AfterAll
    void close() {
        requireNonNull(playwright).close();
    }

    @BeforeEach
    void forget() {
        violations.clear();
        gateway().mend();
        billing().mend();
    }

    @Test
    void shouldMakeShowAndRevokeKeyWithoutLeavingThePage() {
        Page page = page("/t/narae/keys");

        page.getByTestId("key-name").fill("브라우저 시험");
        page.getByTestId("create-key").click();

        assertThat(page.getByTestId("key-secret")).containsText("hgl_");
        page.getByTestId("revoke-key").click();
        page.getByTestId("revoke-confirm").click();
        assertThat(page.locator("[data-testid=key-row][data-state=REVOKED]")).hasCount(1);
        assertThat(page.locator("dialog[open]")).hasCount(0);
        assertThat(page.getByTestId("key-secret")).hasCount(0);
        assertThat(violations).isEmpty();
    }

    @Test
    void shouldKeepKeyWhenRevokingIsCancelled() {
        Page page = page("/t/narae/keys");
        page.getByTestId("key-name").fill("남을 키");
        page.getByTestId("create-key").click();

        page.getByTestId("revoke-key").click();
        page.getByTestId("revoke-cancel").click();

        assertThat(page.locator("dialog[open]")).hasCount(0);
        assertThat(page.locator("[data-testid=key-row][data-state=ACTIVE]")).hasCount(1);
    }

    @Test
    void shouldPutProblemBesideTheFieldAndFocusIt() {
        Page page = page("/t/narae/keys");

        page.getByTestId("create-key").click();

        assertThat(page.getByTestId("name-problem")).hasText("이름을 적어 주세요.");
        assertThat(page.getByTestId("key-name")).isFocused();
    }

    @Test
    void shouldSetCorrectAndDeleteABudgetWithoutLeavingThePage() {
        Page page = page("/t/narae/budgets");

        page.getByTestId("set-budget").click();
        assertThat(page.getByTestId("limit-problem")).isVisible();
        assertThat(page.getByTestId("budget-limit")).isFocused();
        page.getByTestId("budget-limit").fill("50,000");
        page.getByTestId("budget-webhook").fill("https://narae.example/alerts");
        page.getByTestId("set-budget").click();

        assertThat(page.getByTestId("webhook-secret")).containsText("whsec_");
        assertThat(page.getByTestId("budget-limit-won")).hasText("50,000원");
        page.getByTestId("delete-budget").click();
        page.getByTestId("delete-confirm").click();
        assertThat(page.getByTestId("budgets-empty")).isVisible();
        assertThat(page.locator("dialog[open]")).hasCount(0);
        assertThat(page.getByTestId("webhook-secret")).hasCount(0);
        assertThat(violations).isEmpty();
    }

    @Test
    void shouldNarrowAndRotateAKeyWithoutLeavingThePage() {
        Page page = page("/t/narae/keys");
        page.getByTestId("key-name").fill("검색 색인");
        page.getByTestId("narrow").locator("summary").click();
        page.getByTestId("key-addresses").fill("nowhere");
        page.getByTestId("create-key").click();
        assertThat(page.getByTestId("addresses-problem")).isVisible();
        assertThat(page.getByTestId("key-addresses")).isFocused();
        page.getByTestId("key-addresses").fill("203.0.113.0/24");
        page.getByTestId("create-key").click();
        assertThat(page.getByTestId("key-secret")).containsText("s3cret");

        page.getByTestId("rotate-key").click();
        page.getByTestId("grace").selectOption("PT1H");
        page.getByTestId("rotate-confirm").click();

        assertThat(page.getByTestId("key-secret")).containsText("r0tated");
        assertThat(page.getByTestId("two-secrets")).isVisible();
        assertThat(page.locator("dialog[open]")).hasCount(0);
        assertThat(violations).isEmpty();
    }

    @Test
    void shouldNarrowAKeyThatIsThereAndCorrectItBesideTheField() {
        Page page = page("/t/narae/keys");
        page.getByTestId("key-name").fill("색인 서버");
        page.getByTestId("create-key").click();
        page.getByTestId("change-key").click();

        page.locator("[name=models][value=hangil-mini]").check();
        page.getByTestId("narrow").locator("summary").click();
        page.getByTestId("key-addresses").fill("nowhere");
        page.getByTestId("save-key").click();
        assertThat(page.getByTestId("addresses-problem")).isVisible();
        assertThat(page.getByTestId("key-addresses")).isFocused();
        page.getByTestId("key-addresses").fill("203.0.113.0/24");
        page.getByTestId("save-key").click();
        assertThat(page.getByTestId("key-saved")).isFocused();
        page.getByTestId("concurrency").fill("8");
        page.getByTestId("save-key").click();
        assertThat(page.getByTestId("concurrency")).hasValue("8");
        page.getByTestId("to-keys").click();

        assertThat(page.getByTestId("key-row"))
                .containsText(Pattern.compile("hangil-mini.*203\\.0\\.113\\.0/24.*동시 요청 8", Pattern.DOTALL));
        assertThat(violations).isEmpty();
    }

    @Test
    void shouldMakeAProjectAndLimitItWithoutLeavingThePage() {
        Page page = page("/t/narae/projects");

        page.getByTestId("project-name").fill("통합 검색");
        page.getByTestId("project-id").fill("Search");
        page.getByTestId("create-project").click();
        assertThat(page.getByTestId("project-id")).isFocused();
        page.getByTestId("project-id").fill("site-search");
        page.getByTestId("create-project").click();
        assertThat(page.getByTestId("project-made")).isFocused();
        page.getByTestId("open-project").click();
        page.getByTestId("requestsPerMinute").fill("1,200");
        page.getByTestId("save-limits").click();
        assertThat(page.getByTestId("limits-saved")).isFocused();
        page.getByTestId("set-project-budget").click();
        page.getByTestId("budget-limit").fill("300,000");
        page.getByTestId("set-budget").click();

        assertThat(page.locator("[data-testid=budget-row][data-scope-id=site-search]"))
                .hasCount(1);
        assertThat(violations).isEmpty();
    }

    @Test
    void shouldCorrectAndKeepABillingProfileWithoutLeavingThePage() {
        Page page = page("/t/narae/billing-profile");
        fillProfile(page, "123-45-67890");

        page.getByTestId("save-profile").click();
        assertThat(page.getByTestId("registrationNumber-problem")).containsText("없는 사업자등록번호");
        assertThat(page.getByTestId("profile-registrationNumber")).isFocused();
        page.getByTestId("profile-registrationNumber").fill("1234567891");
        page.getByTestId("save-profile").click();

        assertThat(page.getByTestId("profile-saved")).isFocused();
        assertThat(page.getByTestId("profile-registrationNumber")).hasValue("123-45-67891");
        assertThat(violations).isEmpty();
    }

    @Test
    void shouldSayInKoreanBesideTheFieldWhyTheGatewayRefusesAKey() {
        Page page = page("/t/narae/keys");
        page.getByTestId("key-name").fill("검색 색인");
        page.getByTestId("narrow").locator("summary").click();
        page.getByTestId("requestsPerMinute").fill("1,200");
        gateway().refuseWrites(400, "invalid_request", "limits.requestsPerMinute", "must be less than 1000");

        page.getByTestId("create-key").click();

        assertThat(page.getByTestId("requestsPerMinute-problem"))
                .hasText("이 값은 쓸 수 없습니다: 1 이상이고 서비스가 허용하는 범위 안에 있는 정수여야 합니다.");
        assertThat(page.getByTestId("requestsPerMinute")).isFocused();
        assertThat(violations).isEmpty();
    }

    @Test
    void shouldSayInKoreanBesideTheFieldWhyBillingRefusesABudget() {
        Page page = page("/t/narae/budgets");
        page.getByTestId("budget-limit").fill("50,000");
        billing().refuseWrites(400, "invalid_request", "limitWon", "must be less than 1000");

        page.getByTestId("set-budget").click();

        assertThat(page.getByTestId("limit-problem")).hasText("이 값은 쓸 수 없습니다: 0원 이상 1,000조 원 이하의 정수여야 합니다.");
        assertThat(page.getByTestId("budget-limit")).isFocused();
        assertThat(violations).isEmpty();
    }

    @Test
    void shouldSayInKoreanBesideTheFieldWhyBillingRefusesABillingProfile() {
        Page page = page("/t/narae/billing-profile");
        fillProfile(page, "123-45-67891");
        billing().refuseWrites(400, "invalid_request", "email", "must be a well-formed email address");

        page.getByTestId("save-profile").click();

        assertThat(page.getByTestId("email-problem")).hasText("이 값은 쓸 수 없습니다: 메일 주소의 형식이 아니거나 너무 깁니다.");
        assertThat(page.getByTestId("profile-email")).isFocused();
        assertThat(violations).isEmpty();
    }

    @Test
    void shouldDecideAPolicyWithoutLeavingThePage() {
        Page page = page("/t/narae/policy");

        page.getByTestId("requestsPerMinute").fill("6,000");
        page.getByTestId("save-policy").click();
        assertThat(page.getByTestId("policy-saved")).isFocused();
        page.getByTestId("requestsPerMinute").fill("7,000");
        page.getByTestId("save-policy").click();

        assertThat(page.getByTestId("effective")).containsText("7,000");
        assertThat(page.getByTestId("form-problem")).hasCount(0);
        assertThat(violations).isEmpty();
    }

    @Test
    void shouldDownloadUsageAndStayOnThePage() throws IOException {
        billing().rows(List.of(new BillingStandIn.Row(Midday.today(), "m", 1, 2, 3, "4.5")));
        Page page = page("/t/narae/usage");
        page.getByTestId("export-format").selectOption("parquet");
        page.getByLabel("계약 번호").check();

        Download download =
                page.waitForDownload(() -> page.getByTestId("export").click());

        assertThat(download.suggestedFilename()).isEqualTo("usage-narae.parquet");
        assertThat(Files.readString(download.path())).contains("format=parquet").contains("group_by=model%2Ccontract");
        assertThat(page.getByTestId("export-form")).isVisible();
        assertThat(violations).isEmpty();
    }

    @Test
    void shouldStreamAnswerWithTokensAndTimeToFirstToken() {
        Page page = page("/t/narae/playground");

        page.getByTestId("message").fill("대한민국의 수도는?");
        page.keyboard().press("Enter");

        assertThat(page.getByTestId("turn-assistant").getByTestId("turn-text")).hasText("대한민국의 수도는 서울입니다.");
        assertThat(page.getByTestId("completion-tokens")).hasText("6");
        assertThat(page.getByTestId("ttft")).containsText("ms");
        assertThat(violations).isEmpty();
    }

    @Test
    void shouldCancelUpstreamWhenStopIsPressed() {
        Page page = page("/t/narae/playground");
        int before = gateway().cancelled();
        page.getByTestId("message").fill("slow");
        page.getByTestId("send").click();
        assertThat(page.getByTestId("turn-assistant").getByTestId("turn-text")).containsText("서울");

        page.getByTestId("stop").click();

        assertThat(page.getByTestId("stopped")).isVisible();
        assertThat(page.getByTestId("send")).isVisible();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(gateway().cancelled()).isGreaterThan(before));
    }

    @Test
    void shouldSayThatItBrokeOffWhenStreamEndsWithoutItsLastEvent() {
        Page page = page("/t/narae/playground");

        page.getByTestId("message").fill("break");
        page.keyboard().press("Enter");

        assertThat(page.getByTestId("chat-error")).containsText("요청 번호: req_");
        assertThat(page.getByTestId("turn-assistant").getByTestId("turn-text")).containsText("서울");
    }

    @Test
    void shouldFitAPhone() {
        billing().budget(Samples.budget(10_000, true), "2500.250000000");
        gateway().project("search", "통합 검색");
        gateway().plant("narae", Samples.key("k1", "고객 상담"));
        billing().invoice(Samples.invoice(7, YearMonth.of(2026, 10)));
        for (String path : List.of(
                "/t/narae",
                "/t/narae/keys",
                "/t/narae/keys/k1",
                "/t/narae/projects",
                "/t/narae/projects/search",
                "/t/narae/projects/search/name",
                "/t/narae/usage",
                "/t/narae/playground",
                "/t/narae/budgets",
                "/t/narae/invoices",
                "/t/narae/invoices/HGL-2026-000007",
                "/t/narae/credits",
                "/t/narae/billing-profile",
                "/t/narae/policy",
                "/t/narae/members",
                "/t/narae/audit")) {
            Page page = page(path);
            page.setViewportSize(360, 740);

            Object sideways =
                    page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");

            assertThat(sideways).as(path).isEqualTo(false);
        }
    }

    private static void fillProfile(Page page, String registrationNumber) {
        for (String field : List.of("name", "representative", "address", "businessType", "businessItem")) {
            page.getByTestId("profile-" + field).fill("나래소프트");
        }
        page.getByTestId("profile-email").fill("tax@narae.example");
        page.getByTestId("profile-registrationNumber").fill(registrationNumber);
    }

    private void signIn() {
        Page page = page("/start");
        page.fill("#username", "haneul@narae.example");
        if (!page.locator("#password").isVisible()) {
            page.locator("[type=submit]").first().click();
        }
        page.fill("#password", requireNonNull(keycloak).demoPassword());
        page.locator("[type=submit]").first().click();
        page.getByTestId("person-email")
                .waitFor(new com.microsoft.playwright.Locator.WaitForOptions()
                        .setState(com.microsoft.playwright.options.WaitForSelectorState.ATTACHED));
    }

    private Page page(String path) {
        Page page = requireNonNull(context).newPage();
        page.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")) {
                violations.add(message.text());
            }
        });
        page.onPageError(violations::add);
        page.navigate(requireNonNull(base).resolve(path).toString());
        return page;
    }

    private BillingStandIn billing() {
        return requireNonNull(billingStandIn);
    }

    private GatewayStandIn gateway() {
        return requireNonNull(gatewayStandIn);
    }
}

package kr.hangil.portal;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kr.hangil.portal.standin.BillingStandIn;
import kr.hangil.portal.standin.GatewayStandIn;
import kr.hangil.stack.keycloak.KeycloakServer;
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
        gateway().forgetKeys("narae");
        billing().forgetMoney();
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
        await().untilAsserted(() -> assertThat(gateway().cancelled()).isGreaterThan(before));
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
        billing().invoice(Samples.invoice(7, YearMonth.of(2026, 10)));
        for (String path : List.of(
                "/t/narae",
                "/t/narae/keys",
                "/t/narae/usage",
                "/t/narae/playground",
                "/t/narae/budgets",
                "/t/narae/invoices",
                "/t/narae/invoices/HGL-2026-000007",
                "/t/narae/members")) {
            Page page = page(path);
            page.setViewportSize(360, 740);

            Object sideways =
                    page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");

            assertThat(sideways).as(path).isEqualTo(false);
        }
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

package kr.hangil.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.Cookie;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The portal in a real browser, through the real sign-in page, as the owner of the demo tenant. */
@ExtendWith(HangilStack.Extension.class)
class PortalE2E {

    private static final double PATIENCE_MILLIS = 30_000;

    private static Playwright playwright;
    private static Browser browser;

    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void openBrowser() {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium())
                        .setArgs(List.of(
                                "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")));
    }

    private static Path chromium() {
        String configured = System.getenv("HANGIL_CHROMIUM");
        Stream<String> candidates = configured == null
                ? Stream.of(
                        "/usr/bin/chromium",
                        "/usr/bin/chromium-browser",
                        "/usr/bin/google-chrome",
                        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
                : Stream.of(configured);
        return candidates
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the browser tests need Chromium: install it (Debian:"
                        + " apt-get install chromium) or set HANGIL_CHROMIUM to its path"));
    }

    @AfterAll
    static void closeBrowser() {
        browser.close();
        playwright.close();
    }

    @BeforeEach
    void signIn(HangilStack stack) {
        context = browser.newContext(new Browser.NewContextOptions().setLocale("ko-KR"));
        page = context.newPage();
        page.setDefaultTimeout(PATIENCE_MILLIS);
        page.navigate(stack.demo("HANGIL_PORTAL_URL"));
        at("sign-in").click();
        page.fill("#username", stack.demo("HANGIL_PORTAL_USER"));
        page.click("#kc-login");
        page.fill("#password", stack.demo("HANGIL_PORTAL_PASSWORD"));
        page.click("#kc-login");
        at("nav-keys").first().waitFor();
    }

    @AfterEach
    void leave() {
        context.close();
    }

    @Test
    void shouldGreetInKoreanAndSpeakEnglishWhenAsked() {
        assertThat(page.locator("html")).hasAttribute("lang", "ko");

        at("language-switch").first().click();

        assertThat(page.locator("html")).hasAttribute("lang", "en");
    }

    @Test
    void shouldKeepEveryTokenOnTheServer() {
        assertThat(page.content()).doesNotContain("eyJ");
        for (Cookie cookie : context.cookies()) {
            boolean keycloaksOwn = cookie.path.startsWith("/realms/");
            assertThat(keycloaksOwn || !cookie.value.contains("eyJ"))
                    .as(cookie.name)
                    .isTrue();
        }
        assertThat(page.evaluate("() => JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")
                        .toString())
                .doesNotContain("eyJ");
    }

    @Test
    void shouldShowANewKeyOnceAndRefuseItWhenRevoked(HangilStack stack) throws Exception {
        // Given
        Api api = new Api(stack);
        at("nav-keys").first().click();

        // When
        at("key-name").fill("브라우저 시험");
        at("create-key").click();
        String key = at("key-secret").textContent().strip();

        // Then
        assertThat(key).startsWith("hgl_");
        await().atMost(30, SECONDS)
                .until(() -> api.get(api.gateway() + "/v1/models", key).status() == 200);
        page.reload();
        assertThat(page.content()).doesNotContain(key);

        // When
        Locator row = at("key-row")
                .filter(new Locator.FilterOptions().setHasText("브라우저 시험"))
                .first();
        row.getByTestId("revoke-key").click();
        at("revoke-confirm").click();

        // Then
        await().atMost(30, SECONDS)
                .until(() -> api.get(api.gateway() + "/v1/models", key).status() == 401);
    }

    @Test
    void shouldSayWhatIsWrongBesideTheField() {
        at("nav-keys").first().click();

        at("create-key").click();

        assertThat(at("name-problem")).isVisible();
    }

    @Test
    void shouldSayInKoreanWhatTheGatewayAndBillingRefuse() {
        // When
        at("nav-keys").first().click();
        at("key-name").fill("거절 시험");
        at("narrow").locator("summary").click();
        at("key-addresses").fill("nowhere");
        at("create-key").click();

        // Then
        assertThat(at("addresses-problem")).containsText("IP 주소나 범위가 아닌 것");

        // When
        at("nav-budgets").first().click();
        at("budget-limit").fill("50,000");
        at("budget-email").fill("bill@narae.example");
        at("set-budget").click();

        // Then
        assertThat(at("email-problem")).containsText("이곳에서는 메일을 보내지 않습니다");

        // When
        at("nav-policy").first().click();
        at("fallbacks").fill("no-such-model: hangil-mini");
        at("save-policy").click();

        // Then
        assertThat(at("fallbacks-problem")).containsText("제공하지 않는 모델");
    }

    @Test
    void shouldStreamAnAnswerAndShowItsUsageInWon() throws Exception {
        boolean counted = SeoulDay.within(day -> {
            // Given
            int before = requestsToday();

            // When
            at("nav-playground").first().click();
            at("message").fill("몽골 수도 알려줘");
            at("send").click();

            // Then
            assertThat(at("turns")).containsText("울란바토르");
            await().atMost(30, SECONDS)
                    .until(() -> requestsToday() > before || SeoulDay.today().isAfter(day));
            return requestsToday() > before;
        });

        assertThat(counted).isTrue();
        assertThat(at("total-won")).containsText(Pattern.compile("\\d+원"));
    }

    /** The requests of today, and the page that shows them. */
    private int requestsToday() {
        at("nav-usage").first().click();
        return count(at("today-requests"));
    }

    @Test
    void shouldRefuseCallsOverABudgetAndShowHowItStands(HangilStack stack) throws Exception {
        // Given
        Api api = new Api(stack);
        at("nav-keys").first().click();
        at("key-name").fill("예산 시험");
        at("create-key").click();
        String key = at("key-secret").textContent().strip();
        String id = key.split("_", -1)[1];
        at("nav-budgets").first().click();

        // When
        at("budget-scope").selectOption("key");
        at("budget-scope-id").fill(id);
        at("budget-limit").fill("60");
        at("set-budget").click();
        Locator row = page.locator("[data-testid=budget-row][data-scope-id='" + id + "']");
        assertThat(row).isVisible();

        // Then
        await().atMost(30, SECONDS)
                .until(() -> api.post(api.gateway() + "/v1/chat/completions", key, api.chat("몽골 수도 알려줘", 40))
                        .json()
                        .path("error")
                        .path("code")
                        .asText()
                        .equals("budget_exceeded"));
        await().atMost(15, SECONDS).until(() -> {
            // Where a month has just begun this is its first call, and otherwise refused as well.
            api.post(api.gateway() + "/v1/chat/completions", key, api.chat("몽골 수도 알려줘", 40));
            page.reload();
            return count(row.getByTestId("budget-spent")) > 0;
        });
        assertThat(row.getByTestId("budget-limit-won")).hasText("60원");

        // When
        row.getByTestId("delete-budget").click();
        at("delete-confirm").click();

        // Then
        assertThat(row).hasCount(0);
    }

    private static int count(Locator figure) {
        return Integer.parseInt(figure.first().textContent().replaceAll("[^0-9]", ""));
    }

    private Locator at(String testId) {
        return page.getByTestId(testId);
    }
}

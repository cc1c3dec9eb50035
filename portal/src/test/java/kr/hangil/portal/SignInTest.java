package kr.hangil.portal;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import kr.hangil.stack.keycloak.KeycloakServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@PortalTest
class SignInTest {

    private static final String HANEUL = "haneul@narae.example";

    @TestHTTPResource
    @Nullable
    URI base;

    @Inject
    Pool pool;

    @Nullable
    KeycloakServer keycloak;

    @Test
    void shouldShowWelcomeWhenNobodyIsSignedIn() {
        HttpResponse<String> page = visitor().get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("data-testid=\"sign-in\"").contains("하나의 넓은 길");
    }

    @Test
    void shouldSendVisitorToKeycloakWhenPageNeedsSignIn() {
        HttpResponse<String> answer = visitor().getRaw("/t/narae/keys");

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("location").orElseThrow())
                .contains("/realms/hangil/protocol/openid-connect/auth")
                .contains("code_challenge_method=S256")
                .contains("organization%3A*");
    }

    @Test
    void shouldComeBackToThePageAskedForWhenSignedIn() {
        HttpResponse<String> page = visitor().signIn("/t/narae/usage", HANEUL, password());

        assertThat(page.uri().getPath()).isEqualTo("/t/narae/usage");
        assertThat(page.statusCode()).isEqualTo(200);
    }

    @Test
    void shouldKeepTokensOnTheServerWhenSignedIn() {
        Visitor visitor = visitor();

        HttpResponse<String> page = visitor.signIn("/start", HANEUL, password());

        assertThat(page.body()).doesNotContain("eyJ");
        assertThat(portalCookies(visitor)).noneMatch(cookie -> cookie.getValue().contains("eyJ"));
        HttpCookie session = visitor.cookie(Visitor.SESSION).orElseThrow();
        assertThat(session.getValue()).matches("[A-Za-z0-9_-]{43}");
        assertThat(session.isHttpOnly()).isTrue();
    }

    @Test
    void shouldStoreNoReadableTokenAndNoSessionIdWhenSignedIn() {
        Visitor visitor = visitor();
        visitor.signIn("/start", HANEUL, password());
        String cookie = visitor.cookie(Visitor.SESSION).orElseThrow().getValue();

        var rows = pool.query("select id_hash, tokens from portal.session")
                .execute()
                .await()
                .atMost(Duration.ofSeconds(20));

        assertThat(rows.size()).isPositive();
        for (var row : rows) {
            String stored = new String(row.getBuffer("tokens").getBytes(), StandardCharsets.ISO_8859_1);
            String key = new String(row.getBuffer("id_hash").getBytes(), StandardCharsets.ISO_8859_1);
            assertThat(stored).doesNotContain("eyJ").doesNotContain(cookie);
            assertThat(key).doesNotContain(cookie);
        }
    }

    @Test
    void shouldAskToSignInWhenSessionCookieIsForged() {
        Visitor visitor = visitor();
        visitor.signIn("/start", HANEUL, password());
        String real = visitor.cookie(Visitor.SESSION).orElseThrow().getValue();

        for (String forged : new String[] {"A".repeat(43), flipped(real), "x", "%00", real + real}) {
            visitor.forge(Visitor.SESSION, forged);
            HttpResponse<String> answer = visitor.getRaw("/t/narae");
            assertThat(answer.statusCode()).as(forged).isEqualTo(302);
            assertThat(answer.headers().firstValue("location").orElseThrow()).contains("/realms/hangil/");
        }
    }

    @Test
    void shouldAskToSignInWhenStoredTokensWereChanged() {
        Visitor visitor = visitor();
        visitor.signIn("/start", HANEUL, password());

        pool.query("update portal.session set tokens = set_byte(tokens, 20, get_byte(tokens, 20) # 1)")
                .execute()
                .await()
                .atMost(Duration.ofSeconds(20));

        assertThat(visitor.getRaw("/t/narae").statusCode()).isEqualTo(302);
    }

    @Test
    void shouldAnswerScriptWith499WhenSessionIsOver() {
        HttpResponse<String> answer = visitor().getRaw("/t/narae/keys", "HX-Request", "true");

        assertThat(answer.statusCode()).isEqualTo(499);
    }

    @Test
    void shouldEndKeycloakSessionTooWhenSigningOut() {
        Visitor visitor = visitor();
        HttpResponse<String> page = visitor.signIn("/start", HANEUL, password());

        HttpResponse<String> out = visitor.submit(page, "/signout", Map.of());

        assertThat(out.uri().getPath()).isEqualTo("/");
        assertThat(visitor.cookie(Visitor.SESSION)).isEmpty();
        assertThat(visitor.get("/t/narae").uri().getPath()).startsWith("/realms/hangil/");
    }

    @Test
    void shouldSay503AndKeepCookieWhenSessionStoreIsDown() {
        Visitor visitor = visitor();
        visitor.signIn("/start", HANEUL, password());

        rename("session", "session_away");
        HttpResponse<String> answer;
        try {
            answer = visitor.getRaw("/t/narae");
        } finally {
            rename("session_away", "session");
        }

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("data-status=\"503\"");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> visitor.getRaw("/t/narae").statusCode() == 200);
    }

    @Test
    void shouldKeepSessionWhenSessionStoreStoodStill() {
        Visitor visitor = visitor();
        visitor.signIn("/start", HANEUL, password());

        HttpResponse<String> answer;
        try (var lock = new TableLock()) {
            answer = visitor.getRaw("/t/narae");
        }

        assertThat(answer.statusCode()).isEqualTo(503);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> visitor.getRaw("/t/narae").statusCode() != 503);
        assertThat(visitor.getRaw("/t/narae").statusCode()).isEqualTo(200);
    }

    /** Holds up every query of the session table until closed. */
    private final class TableLock implements AutoCloseable {
        private final SqlConnection connection = pool.getConnection().await().atMost(Duration.ofSeconds(20));

        TableLock() {
            run("begin");
            run("lock table portal.session in access exclusive mode");
        }

        @Override
        public void close() {
            run("rollback");
            connection.closeAndAwait();
        }

        private void run(String sql) {
            connection.query(sql).execute().await().atMost(Duration.ofSeconds(20));
        }
    }

    @Test
    void shouldSayNotFoundWhenTenantIsSomebodyElses() {
        Visitor visitor = visitor();
        visitor.signIn("/start", HANEUL, password());

        HttpResponse<String> answer = visitor.get("/t/miru/keys");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("길이 없는 곳입니다").doesNotContain("미루연구소");
    }

    @Test
    void shouldOfferEveryTenantWhenPersonMaySeeSeveral() {
        HttpResponse<String> page = visitor().signIn("/start", "operator@hangil.example", password());

        assertThat(page.body())
                .contains("data-testid=\"tenant-switcher\"")
                .contains("data-tenant=\"narae\"")
                .contains("data-tenant=\"miru\"");
    }

    private void rename(String from, String to) {
        pool.query("alter table portal." + from + " rename to " + to)
                .execute()
                .await()
                .atMost(Duration.ofSeconds(20));
    }

    private static java.util.List<HttpCookie> portalCookies(Visitor visitor) {
        return visitor.cookies().stream()
                .filter(cookie -> cookie.getPath() == null || cookie.getPath().equals("/"))
                .toList();
    }

    private static String flipped(String value) {
        // The first character: the last one carries bits that decoding ignores.
        return (value.charAt(0) == 'A' ? 'B' : 'A') + value.substring(1);
    }

    private Visitor visitor() {
        return new Visitor(requireNonNull(base));
    }

    private String password() {
        return requireNonNull(keycloak).demoPassword();
    }
}

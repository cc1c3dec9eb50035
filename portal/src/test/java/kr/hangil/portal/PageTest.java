package kr.hangil.portal;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import java.net.URI;
import kr.hangil.portal.standin.BillingStandIn;
import kr.hangil.portal.standin.GatewayStandIn;
import kr.hangil.stack.keycloak.KeycloakServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Pages of the running portal, looked at by an owner of {@code narae}; to be a {@link PortalTest}. */
abstract class PageTest {

    @TestHTTPResource
    @Nullable
    URI base;

    @Nullable
    KeycloakServer keycloak;

    @Nullable
    GatewayStandIn gatewayStandIn;

    @Nullable
    BillingStandIn billingStandIn;

    private Visitor visitor = new Visitor(URI.create("http://localhost"));

    @BeforeEach
    void signIn() {
        mend();
        visitor = new Visitor(requireNonNull(base));
        visitor.signIn(
                "/start", "haneul@narae.example", requireNonNull(keycloak).demoPassword());
    }

    @AfterEach
    void mend() {
        billing().mend();
        gateway().mend();
    }

    Visitor visitor() {
        return visitor;
    }

    GatewayStandIn gateway() {
        return requireNonNull(gatewayStandIn);
    }

    BillingStandIn billing() {
        return requireNonNull(billingStandIn);
    }

    /** What the element with this test id says, markup and all. */
    static String text(String page, String testId) {
        int start = page.indexOf("data-testid=\"" + testId + "\"");
        assertThat(start).as(testId + " on the page").isPositive();
        return page.substring(start, Math.min(page.length(), start + 300));
    }

    /** The entity tag that a form of the page holds. */
    static String tag(String page) {
        return page.replaceAll("(?s).*name=\"tag\" value=\"&quot;(\\d+)&quot;\".*", "\"$1\"");
    }
}

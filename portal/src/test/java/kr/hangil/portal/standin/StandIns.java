package kr.hangil.portal.standin;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Both stand-ins; injected into test fields of their types. */
public final class StandIns implements QuarkusTestResourceLifecycleManager {

    public static final String SESSION_KEY = "a session key for tests 0123456789 abcdef";

    private final GatewayStandIn gateway = new GatewayStandIn();
    private final BillingStandIn billing = new BillingStandIn();

    @Override
    public Map<String, String> start() {
        return Map.of(
                "HANGIL_GATEWAY_URL", gateway.url(),
                "HANGIL_BILLING_URL", billing.url(),
                "HANGIL_PORTAL_SESSION_KEY", SESSION_KEY);
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(gateway, new TestInjector.MatchesType(GatewayStandIn.class));
        injector.injectIntoFields(billing, new TestInjector.MatchesType(BillingStandIn.class));
    }

    @Override
    public void stop() {
        gateway.stop();
        billing.stop();
    }
}

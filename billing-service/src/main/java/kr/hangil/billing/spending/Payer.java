package kr.hangil.billing.spending;

import kr.hangil.contracts.usage.UsageEvent;
import org.jspecify.annotations.Nullable;

/**
 * Whose spending an event is.
 *
 * @param tenant who pays
 * @param project null where the tenant uses none
 * @param keyId null for a call with a Keycloak token
 * @param source the gateway that metered it
 */
public record Payer(
        String tenant, @Nullable String project, @Nullable String keyId, String source) {

    public static Payer of(UsageEvent event) {
        return new Payer(event.subject(), event.data().project(), event.data().keyId(), event.source());
    }
}

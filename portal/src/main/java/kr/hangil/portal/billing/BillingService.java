package kr.hangil.portal.billing;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.RequestScoped;
import java.time.Instant;
import kr.hangil.portal.session.CurrentUser;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/**
 * What billing knows, as the signed-in person may see it: by day of Asia/Seoul and by served model. Every method fails
 * with {@link kr.hangil.portal.upstream.Refusal} where billing refuses.
 */
@RequestScoped
public class BillingService {

    private static final String BY_DAY = "1d";
    private static final String BY_MODEL = "model";

    private final BillingClient client;
    private final CurrentUser user;

    BillingService(@RestClient BillingClient client, CurrentUser user) {
        this.client = client;
        this.user = user;
    }

    /** Usage from {@code from}, included, to {@code to}, excluded. */
    public Uni<UsageReport> usage(String tenant, Instant from, Instant to) {
        return client.usage(user.authorization(), tenant, from, to, BY_DAY, BY_MODEL);
    }

    /** Spend from {@code from}, included, to {@code to}, excluded. */
    public Uni<SpendReport> spend(String tenant, Instant from, Instant to) {
        return client.spend(user.authorization(), tenant, from, to, BY_DAY, BY_MODEL);
    }
}

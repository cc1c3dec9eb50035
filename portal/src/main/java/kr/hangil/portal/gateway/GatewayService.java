package kr.hangil.portal.gateway;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.RequestScoped;
import java.util.List;
import java.util.UUID;
import kr.hangil.contracts.page.Page;
import kr.hangil.portal.session.CurrentUser;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway knows, as the signed-in person may see it. Every method fails with
 * {@link kr.hangil.portal.upstream.Refusal} where the gateway refuses.
 */
@RequestScoped
public class GatewayService {

    private static final int MOST_TENANTS = 100;

    private final GatewayClient client;
    private final CurrentUser user;

    GatewayService(@RestClient GatewayClient client, CurrentUser user) {
        this.client = client;
        this.user = user;
    }

    /** The tenants the person may look at, at most 100. */
    public Uni<List<Tenant>> tenants() {
        return client.tenants(user.authorization(), MOST_TENANTS).map(Page::data);
    }

    /** A page of {@code limit} members, 1 to 100. */
    public Uni<Page<Member>> members(String tenant, int limit, @Nullable String after) {
        return client.members(user.authorization(), tenant, limit, after);
    }

    /** A page of {@code limit} keys, 1 to 100, newest first. */
    public Uni<Page<ApiKey>> keys(String tenant, int limit, @Nullable String after) {
        return client.keys(user.authorization(), tenant, limit, after);
    }

    /** One key, without its secret. */
    public Uni<ApiKey> key(String tenant, String key) {
        return client.key(user.authorization(), tenant, key);
    }

    /** Makes a key; its secret is in the answer and nowhere else. */
    public Uni<CreatedKey> create(String tenant, NewKey key) {
        return client.create(user.authorization(), tenant, UUID.randomUUID().toString(), key);
    }

    /** Revokes a key; effective on every gateway replica within 2 s. */
    public Uni<Void> revoke(String tenant, String key) {
        return client.revoke(user.authorization(), tenant, key);
    }

    /** Served names the tenant may use, in alphabetical order. */
    public Uni<List<String>> models(String tenant) {
        return client.models(user.authorization(), tenant)
                .map(list -> list.data().stream()
                        .map(GatewayClient.Model::id)
                        .sorted()
                        .toList());
    }
}

package kr.hangil.portal.gateway;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.RequestScoped;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import kr.hangil.contracts.page.Page;
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

    GatewayService(@RestClient GatewayClient client) {
        this.client = client;
    }

    /** The tenants the person may look at, at most 100. */
    public Uni<List<Tenant>> tenants() {
        return client.tenants(MOST_TENANTS).map(Page::data);
    }

    /** A page of {@code limit} members, 1 to 100. */
    public Uni<Page<Member>> members(String tenant, int limit, @Nullable String after) {
        return client.members(tenant, limit, after);
    }

    /** A page of {@code limit} keys, 1 to 100, newest first. */
    public Uni<Page<ApiKey>> keys(String tenant, int limit, @Nullable String after) {
        return client.keys(tenant, limit, after);
    }

    /** One key, without its secret, with the tag that a change of it must name. */
    public Uni<Tagged<ApiKey>> key(String tenant, String key) {
        return client.key(tenant, key).map(Tagged::of);
    }

    /**
     * Changes everything about a key but its secret; effective on every gateway replica within 2 s.
     *
     * @param tag of the key that was read; the gateway refuses with 412 where it changed meanwhile
     */
    public Uni<Tagged<ApiKey>> change(String tenant, String key, String tag, KeyDraft draft) {
        return client.change(tenant, key, tag, draft).map(Tagged::of);
    }

    /** Makes a key; its secret is in the answer and nowhere else. */
    public Uni<CreatedKey> create(String tenant, KeyDraft key) {
        return client.create(tenant, UUID.randomUUID().toString(), key);
    }

    /** Revokes a key; effective on every gateway replica within 2 s. */
    public Uni<Void> revoke(String tenant, String key) {
        return client.revoke(tenant, key);
    }

    /**
     * Gives a key another secret under the same id, which is in the answer and nowhere else.
     *
     * @param grace how long the secret before stays good, 0 to 7 days
     */
    public Uni<CreatedKey> rotate(String tenant, String key, Duration grace) {
        return client.rotate(tenant, key, grace, UUID.randomUUID().toString());
    }

    /** A page of {@code limit} projects, 1 to 200, in the order of their ids. */
    public Uni<Page<Project>> projects(String tenant, int limit, @Nullable String after) {
        return client.projects(tenant, limit, after);
    }

    public Uni<Project> project(String tenant, String project) {
        return client.project(tenant, project);
    }

    /** Makes a project; fails with 409 where another one has its id. */
    public Uni<Project> createProject(String tenant, String id, String name) {
        return client.createProject(tenant, UUID.randomUUID().toString(), new GatewayClient.NewProject(id, name));
    }

    /** Gives a project another name; its id stays. */
    public Uni<Project> renameProject(String tenant, String project, String name) {
        return client.renameProject(tenant, project, new GatewayClient.NewName(name));
    }

    /** The policy, with the tag that a change of it must name. */
    public Uni<Tagged<Policy>> policy(String tenant) {
        return client.policy(tenant).map(Tagged::of);
    }

    /**
     * Replaces what the tenant decided; effective on every gateway replica within 2 s.
     *
     * @param tag of the policy that was read; the gateway refuses with 412 where it changed meanwhile
     */
    public Uni<Tagged<Policy>> decide(String tenant, String tag, PolicyDecision decision) {
        return client.decide(tenant, tag, decision).map(Tagged::of);
    }

    /** A page of {@code limit} entries of the audit trail, 1 to 200, newest first. */
    public Uni<Page<AuditEntry>> audit(String tenant, int limit, @Nullable String after) {
        return client.audit(tenant, limit, after);
    }

    /** What recomputing the whole audit trail finds. */
    public Uni<AuditVerification> auditVerification(String tenant) {
        return client.auditVerification(tenant);
    }

    /** Regions that models are served in, in alphabetical order. */
    public Uni<List<String>> regions() {
        return client.regions()
                .map(page -> page.data().stream()
                        .map(GatewayClient.Region::id)
                        .sorted()
                        .toList());
    }

    /** Served names the tenant may use, in alphabetical order. */
    public Uni<List<String>> models(String tenant) {
        return client.models(tenant)
                .map(list -> list.data().stream()
                        .map(GatewayClient.Model::id)
                        .sorted()
                        .toList());
    }
}

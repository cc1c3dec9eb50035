package kr.hangil.billing.membership;

import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.quarkus.cache.CaffeineCache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import kr.hangil.platform.request.RequestIds;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/**
 * Asks the gateway who is a member of what.
 *
 * <p>Owns the retries (two, for a gateway that is away) and the meaning of a 404 (not a member). A confirmed membership
 * is believed for as long as the cache {@code membership} keeps it, 30 s; a refusal is asked anew each time, so that a
 * new member is let in at once.
 */
@ApplicationScoped
public class MembershipClient {

    private static final int RETRIES = 2;
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(50);
    private static final Duration DEADLINE = Duration.ofSeconds(3);

    private final GatewayMembersApi gateway;
    private final CaffeineCache confirmed;

    MembershipClient(@RestClient GatewayMembersApi gateway, @CacheName("membership") Cache confirmed) {
        this.gateway = gateway;
        this.confirmed = confirmed.as(CaffeineCache.class);
    }

    /**
     * Whether {@code subject} is a member of {@code tenant}.
     *
     * @throws PlatformException {@code unavailable} when the gateway cannot say
     */
    public Uni<Boolean> isMember(String tenant, String subject) {
        Key key = new Key(tenant, subject);
        if (confirmed.getIfPresent(key) != null) {
            return Uni.createFrom().item(true);
        }
        return ask(key).invoke(member -> {
            if (member) {
                confirmed.put(key, CompletableFuture.completedFuture(true));
            }
        });
    }

    private Uni<Boolean> ask(Key key) {
        String requestId = RequestIds.current();
        return Uni.createFrom()
                .deferred(() -> gateway.member(key.tenant(), key.subject(), requestId, DEADLINE.toMillis()))
                .map(member -> true)
                .onFailure(MembershipClient::isNotFound)
                .recoverWithItem(false)
                .onFailure(MembershipClient::isPassing)
                .retry()
                .withBackOff(FIRST_BACKOFF)
                .atMost(RETRIES)
                .ifNoItem()
                .after(DEADLINE)
                .fail()
                .onFailure()
                .transform(cause -> new PlatformException(
                        ErrorCode.UNAVAILABLE,
                        "the gateway cannot say who is a member of this tenant; try again",
                        cause));
    }

    private static boolean isNotFound(Throwable failure) {
        return failure instanceof WebApplicationException e && e.getResponse().getStatus() == 404;
    }

    private static boolean isPassing(Throwable failure) {
        return !(failure instanceof WebApplicationException e)
                || e.getResponse().getStatus() >= 500;
    }

    private record Key(String tenant, String subject) {}
}

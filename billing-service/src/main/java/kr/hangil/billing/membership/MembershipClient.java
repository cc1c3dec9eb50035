package kr.hangil.billing.membership;

import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.quarkus.cache.CaffeineCache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import java.time.Duration;
import java.util.Optional;
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
class MembershipClient {

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
     * The role of {@code subject} in {@code tenant}; empty when it is no member.
     *
     * @throws PlatformException {@code unavailable} when the gateway cannot say
     */
    Uni<Optional<MemberRole>> role(String tenant, String subject) {
        Key key = new Key(tenant, subject);
        CompletableFuture<MemberRole> known = confirmed.getIfPresent(key);
        if (known != null) {
            return Uni.createFrom().completionStage(known).map(Optional::of);
        }
        return ask(key).invoke(role ->
                role.ifPresent(confirmedRole -> confirmed.put(key, CompletableFuture.completedFuture(confirmedRole))));
    }

    private Uni<Optional<MemberRole>> ask(Key key) {
        String requestId = RequestIds.current();
        String traceparent = Traces.current();
        return Uni.createFrom()
                .deferred(
                        () -> gateway.member(key.tenant(), key.subject(), requestId, DEADLINE.toMillis(), traceparent))
                .map(member -> Optional.of(MemberRole.of(member.role())))
                .onFailure(MembershipClient::isNotFound)
                .recoverWithItem(Optional.empty())
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

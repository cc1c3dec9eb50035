package kr.hangil.gateway.identity;

import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import kr.hangil.contracts.HangilHeaders;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.http.HeaderNames;
import kr.hangil.gateway.snapshot.ApiKeyEntry;
import kr.hangil.gateway.snapshot.KeyScope;
import kr.hangil.gateway.snapshot.Snapshot;
import kr.hangil.gateway.snapshot.SnapshotService;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** Tells who sent a data-plane request. */
@Singleton
public class CallerService {

    private final SnapshotService snapshots;
    private final KeyHasher hasher;
    private final TokenVerifier tokens;
    private final KeyUse keyUse;
    private final ClientAddress addresses;
    private final Clock clock;

    CallerService(
            SnapshotService snapshots,
            KeyHasher hasher,
            TokenVerifier tokens,
            KeyUse keyUse,
            ClientAddress addresses,
            Clock clock) {
        this.snapshots = snapshots;
        this.hasher = hasher;
        this.tokens = tokens;
        this.keyUse = keyUse;
        this.addresses = addresses;
        this.clock = clock;
    }

    /**
     * The caller behind {@code request}'s {@code Authorization}, {@code x-api-key} or {@code api-key} header.
     *
     * <p>An API key is decided at once, from memory. A token may wait for Keycloak's key set the first time.
     *
     * @return fails with {@link PlatformException}: 401 where the credential is bad, 403 where it is good for somebody
     *     else, 503 where we cannot tell
     */
    public Future<Caller> identify(HttpServerRequest request) {
        try {
            String tenant = request.getHeader(HeaderNames.TENANT);
            return switch (Credential.of(request.headers())) {
                case Credential.Key key -> Future.succeededFuture(byKey(key.text(), tenant, request));
                case Credential.Token token ->
                    UniHelper.toFuture(
                            tokens.verify(token.text()).map(user -> TenantChoice.caller(loaded(), user, tenant)));
            };
        } catch (PlatformException refusal) {
            return Future.failedFuture(refusal);
        }
    }

    private Caller byKey(String text, @Nullable String wantedTenant, HttpServerRequest request) {
        ApiKey key = ApiKey.parse(text).orElseThrow(() -> malformed(text));
        Snapshot snapshot = loaded();
        ApiKeyEntry entry = snapshot.keys().get(key.id());
        Instant now = clock.instant();
        if (entry == null || !entry.recognises(hasher.hash(key), now)) {
            throw refused(
                    key.id(),
                    "is not known here, or was rotated; check that it is complete, current and of this platform");
        }
        if (entry.revokedAt() != null) {
            throw refused(key.id(), "was revoked at " + entry.revokedAt() + "; create a new one in the portal");
        }
        if (entry.expiresAt() != null && !now.isBefore(entry.expiresAt())) {
            throw refused(key.id(), "expired at " + entry.expiresAt() + "; create a new one in the portal");
        }
        if (wantedTenant != null && !wantedTenant.equals(entry.tenant())) {
            throw new PlatformException(
                    ErrorCode.PERMISSION_DENIED,
                    "the API key " + ApiKey.PREFIX + key.id() + " does not belong to the tenant named in "
                            + HangilHeaders.TENANT);
        }
        requireAddress(entry, request);
        keyUse.mark(key.id(), now);
        KeyScope scope = entry.scope();
        return new Caller(
                entry.tenant(), entry.project(), entry.id(), null, scope.models(), scope.operations(), scope.regions());
    }

    private void requireAddress(ApiKeyEntry entry, HttpServerRequest request) {
        if (entry.scope().addresses().isEmpty()) {
            return;
        }
        Optional<InetAddress> client = addresses.of(request);
        if (client.isEmpty() || !entry.scope().isOpenTo(client.get())) {
            throw new PlatformException(
                    ErrorCode.PERMISSION_DENIED,
                    "the API key " + ApiKey.PREFIX + entry.id() + " is good only for calls from "
                            + entry.scope().addresses() + ", not from "
                            + client.map(InetAddress::getHostAddress).orElse("an unknown address"));
        }
    }

    private Snapshot loaded() {
        Snapshot snapshot = snapshots.current();
        if (!snapshot.isLoaded()) {
            throw PlatformException.retryable(
                    ErrorCode.UNAVAILABLE,
                    "this gateway has not loaded its configuration yet; try again shortly",
                    Duration.ofSeconds(1));
        }
        return snapshot;
    }

    private static PlatformException malformed(String text) {
        return ApiKey.publicIdOf(text)
                .map(id -> refused(id, "is incomplete or mistyped: its checksum does not match; copy it again"))
                .orElseGet(() -> new PlatformException(
                        ErrorCode.INVALID_API_KEY,
                        "the credential is neither an access token nor a Hangil API key, which starts with 'hgl_' and"
                                + " has 66 characters; create one in the portal"));
    }

    private static PlatformException refused(String id, String why) {
        return new PlatformException(ErrorCode.INVALID_API_KEY, "the API key " + ApiKey.PREFIX + id + " " + why);
    }
}

package kr.hangil.gateway.keys;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.identity.ApiKey;
import kr.hangil.gateway.identity.User;
import kr.hangil.gateway.keys.IdempotencyEntity.IdempotencyId;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a repeated {@code POST} from making a second key or secret.
 *
 * <p>The first answer held a secret that was shown once and is kept nowhere, so the repeat cannot be given it again: it
 * is a conflict that names the key made before, to be used or revoked. The same {@code Idempotency-Key} with another
 * body is refused as a mistake. Both for 24 hours, per person and tenant.
 */
@ApplicationScoped
class Idempotency {

    private static final Duration MEMORY = Duration.ofHours(24);
    private static final int MOST_CHARACTERS = 255;

    private final IdempotencyRepository requests;
    private final Clock clock;

    Idempotency(IdempotencyRepository requests, Clock clock) {
        this.requests = requests;
        this.clock = clock;
    }

    /**
     * Fails where {@code token} was used before; within a transaction.
     *
     * @param request all that was asked for, told apart by its text
     */
    Uni<Void> refuseRepeat(User user, String tenant, @Nullable String token, String request) {
        if (token == null) {
            return Uni.createFrom().voidItem();
        }
        if (token.isBlank() || token.length() > MOST_CHARACTERS) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST,
                    "Idempotency-Key",
                    "Idempotency-Key has 1 to " + MOST_CHARACTERS + " characters");
        }
        return requests.forgetBefore(clock.instant().minus(MEMORY))
                .chain(() -> requests.findById(id(user, tenant, token)))
                .invoke(before -> {
                    if (before != null) {
                        throw refusal(before, request);
                    }
                })
                .replaceWithVoid();
    }

    /** Within the transaction that makes the key, so that both are there or neither. */
    Uni<Void> remember(User user, String tenant, @Nullable String token, String request, String keyId) {
        if (token == null) {
            return Uni.createFrom().voidItem();
        }
        IdempotencyEntity row = new IdempotencyEntity();
        row.id = id(user, tenant, token);
        row.bodyHash = hash(request);
        row.result = keyId;
        row.createdAt = clock.instant();
        return requests.persist(row).replaceWithVoid();
    }

    private static PlatformException refusal(IdempotencyEntity before, String request) {
        if (!before.bodyHash.equals(hash(request))) {
            return PlatformException.at(
                    ErrorCode.IDEMPOTENCY_MISMATCH,
                    "Idempotency-Key",
                    "this Idempotency-Key came with another body within the last 24 hours; use a new one");
        }
        return PlatformException.at(
                ErrorCode.CONFLICT,
                "Idempotency-Key",
                "this request was carried out before and made the secret of the API key " + ApiKey.PREFIX
                        + before.result
                        + ", which cannot be shown again; use it, or revoke or rotate the key with a new Idempotency-Key");
    }

    private static IdempotencyId id(User user, String tenant, String token) {
        return new IdempotencyId(tenant, user.issuer(), user.subject(), token);
    }

    private static String hash(String request) {
        try {
            byte[] content = request.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

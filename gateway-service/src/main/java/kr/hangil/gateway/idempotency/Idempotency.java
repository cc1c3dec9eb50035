package kr.hangil.gateway.idempotency;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.idempotency.IdempotencyEntity.IdempotencyId;
import kr.hangil.gateway.identity.User;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/**
 * Recognises a request that came before under the same {@code Idempotency-Key}, for 24 hours, per person and scope. The
 * same {@code Idempotency-Key} with another request is refused as a mistake. Every method runs within the transaction of
 * the change, so that both are there or neither.
 */
@ApplicationScoped
public class Idempotency {

    private static final Duration MEMORY = Duration.ofHours(24);
    private static final int MOST_CHARACTERS = 255;

    private final IdempotencyRepository requests;
    private final Clock clock;

    Idempotency(IdempotencyRepository requests, Clock clock) {
        this.requests = requests;
        this.clock = clock;
    }

    /** Does {@code work} for a request that is new, {@code again} for one that was carried out before. */
    public <T> Uni<T> once(
            User user,
            String scope,
            @Nullable String token,
            String request,
            Supplier<Uni<T>> work,
            Supplier<Uni<T>> again) {
        return earlier(user, scope, token, request)
                .flatMap(before -> before != null
                        ? again.get()
                        : work.get().call(() -> remember(user, scope, token, request, "")));
    }

    /**
     * What {@link #remember} was told about this request; a null item where it is new or has no {@code token}.
     *
     * @param scope tenant id, or empty for the platform
     * @param request all that was asked for, told apart by its text
     */
    public Uni<@Nullable String> earlier(User user, String scope, @Nullable String token, String request) {
        if (token == null) {
            return Uni.createFrom().nullItem();
        }
        if (token.isBlank() || token.length() > MOST_CHARACTERS) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST,
                    "Idempotency-Key",
                    "Idempotency-Key has 1 to " + MOST_CHARACTERS + " characters");
        }
        return requests.forgetBefore(clock.instant().minus(MEMORY))
                .chain(() -> requests.findById(id(user, scope, token)))
                .map(before -> before == null ? null : resultOf(before, request));
    }

    /** Remembers that {@code request} was carried out, and its {@code result}. */
    public Uni<Void> remember(User user, String scope, @Nullable String token, String request, String result) {
        if (token == null) {
            return Uni.createFrom().voidItem();
        }
        IdempotencyEntity row = new IdempotencyEntity();
        row.id = id(user, scope, token);
        row.bodyHash = hash(request);
        row.result = result;
        row.createdAt = clock.instant();
        return requests.persist(row).replaceWithVoid();
    }

    private static String resultOf(IdempotencyEntity before, String request) {
        if (!before.bodyHash.equals(hash(request))) {
            throw PlatformException.at(
                    ErrorCode.IDEMPOTENCY_MISMATCH,
                    "Idempotency-Key",
                    "this Idempotency-Key came with another request within the last 24 hours; use a new one");
        }
        return before.result;
    }

    private static IdempotencyId id(User user, String scope, String token) {
        return new IdempotencyId(scope, user.issuer(), user.subject(), token);
    }

    private static String hash(String request) {
        return Digest.sha256(request.getBytes(StandardCharsets.UTF_8)).hex();
    }
}

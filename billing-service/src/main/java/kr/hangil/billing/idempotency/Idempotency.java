package kr.hangil.billing.idempotency;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.util.function.Supplier;
import kr.hangil.billing.digest.Sha256;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** The table {@code idempotent_call}. */
@ApplicationScoped
public class Idempotency {

    private static final String CLAIM = """
            INSERT INTO idempotent_call (caller, operation, key, content_hash) VALUES ($1, $2, $3, $4)
            ON CONFLICT DO NOTHING
            """;

    private static final String FIND = """
            SELECT content_hash, resource FROM idempotent_call WHERE caller = $1 AND operation = $2 AND key = $3
            """;

    private static final String KEEP = """
            UPDATE idempotent_call SET resource = $4 WHERE caller = $1 AND operation = $2 AND key = $3
            """;

    /**
     * The number that {@code work} made, or made when this call first came. A second call waits for the first one's
     * transaction; when that fails, the second does the work.
     *
     * @throws PlatformException {@code idempotency_mismatch} when the key was used for another call
     */
    public Uni<Made> once(SqlConnection connection, Call call, Supplier<Uni<Long>> work) {
        String key = call.key();
        if (key == null) {
            return work.get().map(id -> new Made(id, true));
        }
        byte[] hash = Sha256.of(call.content());
        return connection
                .preparedQuery(CLAIM)
                .execute(Tuple.of(call.caller(), call.operation(), key, Buffer.buffer(hash)))
                .flatMap(claimed -> claimed.rowCount() == 1
                        ? work.get().call(id -> keep(connection, call, key, id)).map(id -> new Made(id, true))
                        : find(connection, call, key, hash));
    }

    private static Uni<Void> keep(SqlConnection connection, Call call, String key, long id) {
        return connection
                .preparedQuery(KEEP)
                .execute(Tuple.of(call.caller(), call.operation(), key, id))
                .replaceWithVoid();
    }

    private static Uni<Made> find(SqlConnection connection, Call call, String key, byte[] hash) {
        return connection
                .preparedQuery(FIND)
                .execute(Tuple.of(call.caller(), call.operation(), key))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    if (!MessageDigest.isEqual(row.getBuffer("content_hash").getBytes(), hash)) {
                        throw new PlatformException(
                                ErrorCode.IDEMPOTENCY_MISMATCH, "this Idempotency-Key was used for another call");
                    }
                    return new Made(row.getLong("resource"), false);
                });
    }

    /**
     * A call that may come again.
     *
     * @param caller a Keycloak subject
     * @param operation what is called, with the tenant it is called for
     * @param key the caller's own name for it; null when it gave none
     * @param content everything that was asked for, as text
     */
    public record Call(
            String caller, String operation, @Nullable String key, String content) {

        /** What the header may hold. */
        public static final String KEY = "[\\x21-\\x7e]{1,255}";
    }

    /**
     * @param id number of what was made
     * @param created whether this call made it
     */
    public record Made(long id, boolean created) {}
}

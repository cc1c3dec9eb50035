package kr.hangil.portal.session;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The rows of {@code portal.session}. Every failure of the database, slowness included, is a
 * {@link SessionStoreException}.
 */
@ApplicationScoped
class SessionRepository {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Pool pool;

    SessionRepository(Pool pool) {
        this.pool = pool;
    }

    Uni<Void> insert(byte[] idHash, byte[] tokens, Instant now, Instant expiresAt) {
        return run(
                        "insert into portal.session (id_hash, tokens, created_at, expires_at) values ($1, $2, $3, $4)",
                        () -> Tuple.of(Buffer.buffer(idHash), Buffer.buffer(tokens), at(now), at(expiresAt)))
                .replaceWithVoid();
    }

    /** The tokens of a session that has not expired. */
    Uni<Optional<byte[]>> find(byte[] idHash, Instant now) {
        return run(
                        "select tokens from portal.session where id_hash = $1 and expires_at > $2",
                        () -> Tuple.of(Buffer.buffer(idHash), at(now)))
                .map(SessionRepository::firstTokens);
    }

    /** Lets a session end at {@code end} unless it ends before. */
    Uni<Void> endBy(byte[] idHash, Instant end) {
        return run(
                        "update portal.session set expires_at = least(expires_at, $2) where id_hash = $1",
                        () -> Tuple.of(Buffer.buffer(idHash), at(end)))
                .replaceWithVoid();
    }

    Uni<Void> delete(byte[] idHash) {
        return run("delete from portal.session where id_hash = $1", () -> Tuple.of(Buffer.buffer(idHash)))
                .replaceWithVoid();
    }

    /** Removes what expired before {@code now}; answers how many rows. */
    Uni<Integer> sweep(Instant now) {
        return run("delete from portal.session where expires_at <= $1", () -> Tuple.of(at(now)))
                .map(RowSet::rowCount);
    }

    private Uni<RowSet<Row>> run(String sql, Supplier<Tuple> arguments) {
        return Uni.createFrom()
                .deferred(() -> pool.preparedQuery(sql).execute(arguments.get()))
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .onFailure()
                .transform(SessionStoreException::new);
    }

    private static Optional<byte[]> firstTokens(RowSet<Row> rows) {
        var iterator = rows.iterator();
        return iterator.hasNext()
                ? Optional.of(iterator.next().getBuffer("tokens").getBytes())
                : Optional.empty();
    }

    private static java.time.OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}

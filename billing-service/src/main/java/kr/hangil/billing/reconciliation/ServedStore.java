package kr.hangil.billing.reconciliation;

import static kr.hangil.billing.database.Columns.timestamp;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import kr.hangil.billing.database.Columns;
import org.jspecify.annotations.Nullable;

/** The tables of pods' accounts. */
@ApplicationScoped
class ServedStore {

    private static final String SEE = """
            INSERT INTO served_source (address, due_at, seen_at, since)
            SELECT a, $2, $2, $2 FROM unnest($1::text[]) a ORDER BY a
            ON CONFLICT (address) DO UPDATE SET seen_at = greatest(served_source.seen_at, EXCLUDED.seen_at)
            """;

    private static final String FORGET = "DELETE FROM served_source WHERE seen_at < $1";

    private static final String CLAIM = """
            UPDATE served_source SET due_at = $3 WHERE address IN (
                SELECT address FROM served_source WHERE address = ANY ($1::text[]) AND ($4 OR due_at <= $2)
                ORDER BY address FOR UPDATE SKIP LOCKED)
            RETURNING address, account, read_at
            """;

    private static final String ACCOUNT = """
            INSERT INTO served_account (account, replica, region, first_read_at, last_read_at) VALUES ($1, $2, $3, $4, $4)
            ON CONFLICT (account) DO UPDATE SET last_read_at = greatest(served_account.last_read_at, EXCLUDED.last_read_at)
            RETURNING replica, region
            """;

    private static final String LINES = """
            unnest($2::date[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::bigint[],
                $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[])
            AS g(day, digest, client, tenant, requests, prompt_tokens, cached_prompt_tokens, completion_tokens,
                estimated_requests, estimated_prompt_tokens, estimated_completion_tokens)
            """;

    private static final String KEEP = """
            INSERT INTO served_reading (account, day, digest, client, tenant, requests, prompt_tokens,
                cached_prompt_tokens, completion_tokens, estimated_requests, estimated_prompt_tokens,
                estimated_completion_tokens, read_at)
            SELECT $1, g.*, $13 AS read_at FROM %s ORDER BY day, digest, client, tenant
            ON CONFLICT DO NOTHING
            """.formatted(LINES);

    private static final String CONTRADICTED = """
            SELECT g.day, g.tenant FROM %s JOIN served_reading r
                ON r.account = $1 AND (r.day, r.digest, r.client, r.tenant, r.requests)
                    = (g.day, g.digest, g.client, g.tenant, g.requests)
            WHERE (r.prompt_tokens, r.cached_prompt_tokens, r.completion_tokens, r.estimated_requests,
                r.estimated_prompt_tokens, r.estimated_completion_tokens)
                IS DISTINCT FROM (g.prompt_tokens, g.cached_prompt_tokens, g.completion_tokens, g.estimated_requests,
                g.estimated_prompt_tokens, g.estimated_completion_tokens)
            LIMIT 1
            """.formatted(LINES);

    private static final String READ = """
            UPDATE served_source SET account = $2, read_at = $3, problem = NULL WHERE address = $1
            """;

    private static final String FAILED = "UPDATE served_source SET problem = $2 WHERE address = $1";

    private static final String SOURCES = """
            SELECT s.*, a.replica FROM served_source s LEFT JOIN served_account a USING (account)
            WHERE s.address > $1 ORDER BY s.address LIMIT $2
            """;

    private static final String OLDEST = "SELECT min(coalesce(read_at, since)) AS oldest FROM served_source";

    /** A pod to ask now. */
    record Due(
            String address,
            @Nullable String account,
            @Nullable Instant readAt) {}

    /**
     * A place that is asked.
     *
     * @param replica name that the pod there gave itself; null before it was read
     * @param readAt when it was last read; null before
     * @param problem why the last try failed; null when it did not
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Source(
            String address,
            @Nullable String replica,
            @Nullable String account,
            @Nullable Instant readAt,
            @Nullable String problem) {}

    /**
     * Those of {@code addresses} that are due, each given to one caller until {@code reservedUntil}. Forgets addresses that
     * nobody named since {@code lastSeen}.
     *
     * @param all also those that are not due
     */
    Uni<List<Due>> claim(
            SqlConnection connection,
            List<String> addresses,
            Instant now,
            Instant reservedUntil,
            Instant lastSeen,
            boolean all) {
        String[] given = addresses.toArray(String[]::new);
        return connection
                .preparedQuery(SEE)
                .execute(Tuple.tuple().addArrayOfString(given).addOffsetDateTime(timestamp(now)))
                .chain(() -> connection.preparedQuery(FORGET).execute(Tuple.of(timestamp(lastSeen))))
                .chain(() -> connection
                        .preparedQuery(CLAIM)
                        .execute(Tuple.tuple()
                                .addArrayOfString(given)
                                .addOffsetDateTime(timestamp(now))
                                .addOffsetDateTime(timestamp(reservedUntil))
                                .addBoolean(all)))
                .map(rows -> Columns.list(
                        rows,
                        row -> new Due(
                                row.getString("address"),
                                row.getString("account"),
                                Columns.optionalInstant(row, "read_at"))));
    }

    /**
     * Keeps what {@code reading} says and is not known yet, and notes that {@code address} was read.
     *
     * @throws IllegalArgumentException when it contradicts what the same account said before; nothing is kept then
     */
    Uni<Void> keep(SqlConnection connection, String address, Reading reading, Instant now) {
        return connection
                .preparedQuery(ACCOUNT)
                .execute(Tuple.of(reading.account(), reading.replica(), reading.region(), timestamp(now)))
                .invoke(rows -> {
                    var row = rows.iterator().next();
                    if (!row.getString("replica").equals(reading.replica())
                            || !row.getString("region").equals(reading.region())) {
                        throw new IllegalArgumentException("its account is that of " + row.getString("replica") + " in "
                                + row.getString("region"));
                    }
                })
                .chain(() ->
                        connection.preparedQuery(KEEP).execute(lines(reading).addOffsetDateTime(timestamp(now))))
                .chain(() -> connection.preparedQuery(CONTRADICTED).execute(lines(reading)))
                .invoke(rows -> rows.forEach(row -> {
                    throw new IllegalArgumentException("it says other sums than before of " + row.getLocalDate("day")
                            + " and '" + row.getString("tenant") + "', for as many requests");
                }))
                .chain(() ->
                        connection.preparedQuery(READ).execute(Tuple.of(address, reading.account(), timestamp(now))))
                .replaceWithVoid();
    }

    Uni<Void> failed(SqlConnection connection, String address, String problem) {
        return connection
                .preparedQuery(FAILED)
                .execute(Tuple.of(address, problem))
                .replaceWithVoid();
    }

    Uni<List<Source>> sources(SqlConnection connection, int limit, String after) {
        return connection
                .preparedQuery(SOURCES)
                .execute(Tuple.of(after, limit))
                .map(rows -> Columns.list(
                        rows,
                        row -> new Source(
                                row.getString("address"),
                                row.getString("replica"),
                                row.getString("account"),
                                Columns.optionalInstant(row, "read_at"),
                                row.getString("problem"))));
    }

    /** When the pod that was not read for the longest was read, or first seen; empty while there is none. */
    Uni<Optional<Instant>> oldest(SqlConnection connection) {
        return connection
                .query(OLDEST)
                .execute()
                .map(rows -> Optional.ofNullable(
                        Columns.optionalInstant(rows.iterator().next(), "oldest")));
    }

    private static Tuple lines(Reading reading) {
        Tuple columns = Tuple.of(reading.account());
        columns.addArrayOfLocalDate(
                reading.lines().stream().map(Reading.Line::day).toArray(LocalDate[]::new));
        text(columns, reading, Reading.Line::digest);
        text(columns, reading, Reading.Line::client);
        text(columns, reading, Reading.Line::tenant);
        whole(columns, reading, Reading.Line::requests);
        sum(columns, reading, TokenSum::promptTokens);
        whole(columns, reading, line -> line.served().told().cachedPromptTokens());
        sum(columns, reading, TokenSum::completionTokens);
        whole(columns, reading, line -> line.served().estimated().requests());
        whole(columns, reading, line -> line.served().estimated().promptTokens());
        whole(columns, reading, line -> line.served().estimated().completionTokens());
        return columns;
    }

    private static void text(Tuple columns, Reading reading, Function<Reading.Line, String> field) {
        columns.addArrayOfString(reading.lines().stream().map(field).toArray(String[]::new));
    }

    private static void whole(Tuple columns, Reading reading, ToLongFunction<Reading.Line> field) {
        columns.addArrayOfLong(reading.lines().stream().mapToLong(field).boxed().toArray(Long[]::new));
    }

    private static void sum(Tuple columns, Reading reading, ToLongFunction<TokenSum> field) {
        whole(
                columns,
                reading,
                line -> field.applyAsLong(line.served().told())
                        + field.applyAsLong(line.served().estimated()));
    }
}

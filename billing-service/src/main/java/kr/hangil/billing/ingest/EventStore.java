package kr.hangil.billing.ingest;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.reflect.Array;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.usage.UsageData;
import org.jspecify.annotations.Nullable;

/** The tables of usage. A batch is one statement, and a second one for what was there before. */
@ApplicationScoped
class EventStore {

    /**
     * Identities first; whoever loses a race waits for the winner and then inserts nothing. Events follow for the
     * identities that are new. Rows go in the order given, and callers give them sorted, so that two batches that share
     * events never wait for each other in a circle.
     */
    private static final String BOOK = """
            WITH given AS (
                SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::timestamptz[],
                    $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[],
                    $13::text[], $14::text[], $15::text[], $16::bigint[], $17::bigint[], $18::bigint[],
                    $19::bigint[], $20::text[], $21::boolean[], $22::timestamptz[], $23::bigint[], $24::bigint[])
                WITH ORDINALITY AS g(tenant, source, event_id, content_hash, event_time,
                    request_id, project, key_id, subject, operation, model, model_digest,
                    deployment, replica, region, prompt_tokens, cached_prompt_tokens, completion_tokens,
                    reasoning_tokens, outcome, estimated, started_at, ttft_millis, duration_millis, n)
            ), booked AS (
                INSERT INTO usage_identity (tenant, source, event_id, content_hash, event_time)
                SELECT tenant, source, event_id, content_hash, event_time FROM given ORDER BY n
                ON CONFLICT (tenant, source, event_id) DO NOTHING
                RETURNING seq, tenant, source, event_id
            ), stored AS (
                INSERT INTO usage_event (seq, event_time, tenant, source, event_id, request_id, project, key_id,
                    subject, operation, model, model_digest, deployment, replica, region, prompt_tokens,
                    cached_prompt_tokens, completion_tokens, reasoning_tokens, outcome, estimated, started_at,
                    ttft_millis, duration_millis)
                SELECT b.seq, g.event_time, g.tenant, g.source, g.event_id, g.request_id, g.project, g.key_id,
                    g.subject, g.operation, g.model, g.model_digest, g.deployment, g.replica, g.region,
                    g.prompt_tokens, g.cached_prompt_tokens, g.completion_tokens, g.reasoning_tokens, g.outcome,
                    g.estimated, g.started_at, g.ttft_millis, g.duration_millis
                FROM booked b JOIN given g USING (tenant, source, event_id)
            )
            SELECT g.n, b.seq FROM booked b JOIN given g USING (tenant, source, event_id)
            """;

    /** A statement of its own: the snapshot of {@link #BOOK} does not see what its winner committed meanwhile. */
    private static final String KNOWN = """
            SELECT g.n, i.content_hash
            FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS g(tenant, source, event_id, n)
            JOIN usage_identity i USING (tenant, source, event_id)
            """;

    /**
     * Books those of {@code candidates} whose identity is new.
     *
     * @param candidates sorted by identity, each identity once
     * @return the sequence of each event that was booked now
     */
    Uni<Map<EventIdentity, Long>> book(SqlConnection connection, List<Candidate> candidates) {
        return connection
                .preparedQuery(BOOK)
                .execute(columns(candidates))
                .map(rows -> byIdentity(candidates, rows, row -> row.getLong(1)));
    }

    /** The stored fingerprints of {@code candidates}, all of which are booked. */
    Uni<Map<EventIdentity, Digest>> fingerprints(SqlConnection connection, List<Candidate> candidates) {
        Tuple keys = Tuple.tuple()
                .addArrayOfString(
                        column(candidates, String.class, c -> c.identity().tenant()))
                .addArrayOfString(
                        column(candidates, String.class, c -> c.identity().source()))
                .addArrayOfString(
                        column(candidates, String.class, c -> c.identity().id()));
        return connection
                .preparedQuery(KNOWN)
                .execute(keys)
                .map(rows -> byIdentity(
                        candidates, rows, row -> Digest.of(row.getBuffer(1).getBytes())));
    }

    /** By position: a column's name is searched for in every row. The first one is the place in {@code candidates}. */
    private static <T> Map<EventIdentity, T> byIdentity(
            List<Candidate> candidates, Iterable<Row> rows, Function<Row, T> value) {
        Map<EventIdentity, T> result = new HashMap<>();
        for (Row row : rows) {
            int position = Math.toIntExact(row.getLong(0)) - 1;
            result.put(candidates.get(position).identity(), value.apply(row));
        }
        return result;
    }

    private static Tuple columns(List<Candidate> candidates) {
        Tuple tuple = Tuple.tuple()
                .addArrayOfString(
                        column(candidates, String.class, c -> c.identity().tenant()))
                .addArrayOfString(
                        column(candidates, String.class, c -> c.identity().source()))
                .addArrayOfString(
                        column(candidates, String.class, c -> c.identity().id()))
                .addValue(column(candidates, Buffer.class, EventStore::hash))
                .addArrayOfOffsetDateTime(column(
                        candidates,
                        OffsetDateTime.class,
                        c -> StoredEvents.timestamp(c.event().time())));
        text(tuple, candidates, UsageData::requestId);
        text(tuple, candidates, UsageData::project);
        text(tuple, candidates, UsageData::keyId);
        text(tuple, candidates, UsageData::subject);
        text(tuple, candidates, UsageData::operation);
        text(tuple, candidates, UsageData::servedModel);
        text(tuple, candidates, UsageData::modelDigest);
        text(tuple, candidates, UsageData::deployment);
        text(tuple, candidates, UsageData::replica);
        text(tuple, candidates, UsageData::region);
        whole(tuple, candidates, UsageData::promptTokens);
        whole(tuple, candidates, UsageData::cachedPromptTokens);
        whole(tuple, candidates, UsageData::completionTokens);
        whole(tuple, candidates, UsageData::reasoningTokens);
        text(tuple, candidates, data -> data.outcome().name());
        tuple.addArrayOfBoolean(
                column(candidates, Boolean.class, c -> c.event().data().estimated()));
        tuple.addArrayOfOffsetDateTime(column(
                candidates,
                OffsetDateTime.class,
                c -> StoredEvents.timestamp(c.event().data().startedAt())));
        whole(tuple, candidates, UsageData::ttftMillis);
        whole(tuple, candidates, UsageData::durationMillis);
        return tuple;
    }

    private static Buffer hash(Candidate candidate) {
        return Buffer.buffer(HexFormat.of().parseHex(candidate.fingerprint().hex()));
    }

    private static void text(Tuple tuple, List<Candidate> candidates, Function<UsageData, @Nullable String> field) {
        tuple.addArrayOfString(
                column(candidates, String.class, c -> field.apply(c.event().data())));
    }

    private static void whole(Tuple tuple, List<Candidate> candidates, Function<UsageData, @Nullable Long> field) {
        tuple.addArrayOfLong(
                column(candidates, Long.class, c -> field.apply(c.event().data())));
    }

    @SuppressWarnings("unchecked")
    private static <T> @Nullable T[] column(
            List<Candidate> candidates, Class<T> type, Function<Candidate, @Nullable T> field) {
        @Nullable T[] column = (@Nullable T[]) Array.newInstance(type, candidates.size());
        for (int i = 0; i < column.length; i++) {
            column[i] = field.apply(candidates.get(i));
        }
        return column;
    }
}

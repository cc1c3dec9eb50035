package kr.hangil.billing.ingest;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.reflect.Array;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import kr.hangil.billing.charge.Charging;
import kr.hangil.contracts.usage.UsageData;
import org.jspecify.annotations.Nullable;

/** The tables of usage. */
@ApplicationScoped
class EventStore {

    /**
     * Whoever loses a race for an identity waits for the winner and then inserts nothing. Rows go in the order given, and
     * callers give them sorted, so that two batches that share events never wait for each other in a circle.
     */
    private static final String BOOK = """
            INSERT INTO usage_identity (tenant, source, event_id, content_hash, event_time)
            SELECT unnest($1::text[]), unnest($2::text[]), unnest($3::text[]), unnest($4::bytea[]), unnest($5::timestamptz[])
            ON CONFLICT (tenant, source, event_id) DO NOTHING
            RETURNING tenant, source, event_id, seq
            """;

    /** Arrays are opened in the list of columns: as a table each of them would be written down once more first. */
    private static final String STORE = """
            INSERT INTO usage_event (seq, event_time, tenant, source, event_id, request_id, project, key_id, subject,
                operation, model, model_digest, deployment, replica, region, prompt_tokens, cached_prompt_tokens,
                completion_tokens, reasoning_tokens, outcome, estimated, started_at, ttft_millis, duration_millis, images,
                audio_seconds)
            SELECT unnest($1::bigint[]), unnest($2::timestamptz[]), unnest($3::text[]), unnest($4::text[]),
                unnest($5::text[]), unnest($6::text[]), unnest($7::text[]), unnest($8::text[]), unnest($9::text[]),
                unnest($10::text[]), unnest($11::text[]), unnest($12::text[]), unnest($13::text[]), unnest($14::text[]),
                unnest($15::text[]), unnest($16::bigint[]), unnest($17::bigint[]), unnest($18::bigint[]),
                unnest($19::bigint[]), unnest($20::text[]), unnest($21::boolean[]), unnest($22::timestamptz[]),
                unnest($23::bigint[]), unnest($24::bigint[]), unnest($25::bigint[]), unnest($26::bigint[])
            """;

    /** A statement of its own: the snapshot of {@link #BOOK} does not see what its winner committed meanwhile. */
    private static final String KNOWN = """
            SELECT i.tenant, i.source, i.event_id, i.content_hash
            FROM unnest($1::text[], $2::text[], $3::text[]) AS g(tenant, source, event_id)
            JOIN usage_identity i USING (tenant, source, event_id)
            """;

    /**
     * Books the identities of those of {@code candidates} that are new; their events are still to be stored.
     *
     * @param candidates sorted by identity, each identity once
     * @return those that were booked now
     */
    Uni<List<Stored>> book(SqlConnection connection, List<Candidate> candidates) {
        Tuple columns = identities(candidates)
                .addValue(column(candidates, Buffer.class, c -> c.fingerprint().toBuffer()))
                .addArrayOfOffsetDateTime(times(candidates));
        return connection.preparedQuery(BOOK).execute(columns).map(rows -> stored(candidates, rows));
    }

    /** Stores {@code events}, whose identities were booked in this transaction. */
    Uni<Void> store(SqlConnection connection, List<Stored> events) {
        return events.isEmpty()
                ? Uni.createFrom().voidItem()
                : connection.preparedQuery(STORE).execute(columns(events)).replaceWithVoid();
    }

    /** The stored fingerprints of {@code candidates}, all of which are booked. */
    Uni<Map<EventIdentity, Fingerprint>> fingerprints(SqlConnection connection, List<Candidate> candidates) {
        return connection.preparedQuery(KNOWN).execute(identities(candidates)).map(EventStore::fingerprints);
    }

    private static List<Stored> stored(List<Candidate> candidates, RowSet<Row> rows) {
        List<EventIdentity> identities =
                candidates.stream().map(Candidate::identity).toList();
        List<Stored> stored = new ArrayList<>(rows.size());
        for (Row row : rows) {
            Candidate candidate = candidates.get(Collections.binarySearch(identities, identity(row)));
            stored.add(new Stored(row.getLong(3), candidate));
        }
        return stored;
    }

    private static Map<EventIdentity, Fingerprint> fingerprints(RowSet<Row> rows) {
        Map<EventIdentity, Fingerprint> fingerprints = HashMap.newHashMap(rows.size());
        for (Row row : rows) {
            fingerprints.put(identity(row), Fingerprint.stored(row.getBuffer(3).getBytes()));
        }
        return fingerprints;
    }

    /** Of a row that begins with it. Read by position: a column's name is searched for in every row. */
    private static EventIdentity identity(Row row) {
        return new EventIdentity(row.getString(0), row.getString(1), row.getString(2));
    }

    private static Tuple identities(List<Candidate> candidates) {
        return Tuple.tuple()
                .addArrayOfString(
                        column(candidates, String.class, c -> c.identity().tenant()))
                .addArrayOfString(
                        column(candidates, String.class, c -> c.identity().source()))
                .addArrayOfString(
                        column(candidates, String.class, c -> c.identity().id()));
    }

    private static OffsetDateTime[] times(List<Candidate> candidates) {
        return candidates.stream()
                .map(candidate -> StoredEvents.timestamp(candidate.event().time()))
                .toArray(OffsetDateTime[]::new);
    }

    private static Tuple columns(List<Stored> events) {
        List<Candidate> candidates = events.stream().map(Stored::candidate).toList();
        Tuple tuple = Tuple.tuple()
                .addArrayOfLong(events.stream().map(Stored::seq).toArray(Long[]::new))
                .addArrayOfOffsetDateTime(times(candidates))
                .addArrayOfString(
                        column(candidates, String.class, c -> c.identity().tenant()))
                .addArrayOfString(
                        column(candidates, String.class, c -> c.identity().source()))
                .addArrayOfString(
                        column(candidates, String.class, c -> c.identity().id()));
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
        whole(tuple, candidates, UsageData::images);
        whole(tuple, candidates, UsageData::audioSeconds);
        return tuple;
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

    /**
     * An event that was booked now.
     *
     * @param seq its stored sequence
     */
    record Stored(long seq, Candidate candidate) {

        Charging.Booked chargeable() {
            return Charging.Booked.of(seq, candidate.event());
        }
    }
}

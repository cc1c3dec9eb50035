package kr.hangil.billing.reconciliation;

import static kr.hangil.billing.database.Columns.timestamp;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import kr.hangil.billing.database.Columns;
import kr.hangil.billing.reconciliation.Comparison.BilledTo;
import kr.hangil.billing.reconciliation.Comparison.ServedBy;

/** Both entries of a day, and what events can say of a gap between them. */
@ApplicationScoped
class EntriesReader {

    /** Most events looked at on each side of a midnight. */
    private static final int AROUND_MIDNIGHT = 20;

    private static final String SERVED = """
            SELECT digest, region, client, tenant, sum(requests)::bigint AS requests,
                sum(prompt_tokens)::bigint AS prompt, sum(cached_prompt_tokens)::bigint AS cached,
                sum(completion_tokens)::bigint AS completion, sum(estimated_requests)::bigint AS estimated_requests,
                sum(estimated_prompt_tokens)::bigint AS estimated_prompt,
                sum(estimated_completion_tokens)::bigint AS estimated_completion
            FROM (SELECT DISTINCT ON (r.account, r.digest, r.client, r.tenant) r.*, a.region
                FROM served_reading r JOIN served_account a USING (account) WHERE r.day = $1
                ORDER BY r.account, r.digest, r.client, r.tenant, r.requests DESC) latest
            GROUP BY 1, 2, 3, 4
            """;

    private static final String TOLD = "NOT e.estimated AND e.prompt_tokens + e.completion_tokens > 0";
    private static final String SILENT = "NOT e.estimated AND e.prompt_tokens + e.completion_tokens = 0";
    private static final String REPEAT = SILENT + " AND e.outcome = 'COMPLETED'";

    private static final String BILLED =
            """
            SELECT coalesce(e.model_digest, '') AS digest, coalesce(e.region, '') AS region, e.tenant,
                count(*) FILTER (WHERE {told}) AS requests,
                coalesce(sum(e.prompt_tokens) FILTER (WHERE {told}), 0)::bigint AS prompt,
                coalesce(sum(e.cached_prompt_tokens) FILTER (WHERE {told}), 0)::bigint AS cached,
                coalesce(sum(e.completion_tokens) FILTER (WHERE {told}), 0)::bigint AS completion,
                count(*) FILTER (WHERE e.estimated) AS estimated_requests,
                coalesce(sum(e.prompt_tokens) FILTER (WHERE e.estimated), 0)::bigint AS estimated_prompt,
                coalesce(sum(e.completion_tokens) FILTER (WHERE e.estimated), 0)::bigint AS estimated_completion,
                count(*) FILTER (WHERE {repeat}) AS repeats,
                count(*) FILTER (WHERE {silent} AND e.outcome <> 'COMPLETED') AS unanswered
            FROM usage_event e
            WHERE e.event_time >= $1 AND e.event_time < $2
                AND (e.model_digest IS NOT NULL OR e.prompt_tokens + e.completion_tokens > 0)
            GROUP BY 1, 2, 3
            """.replace("{told}", TOLD).replace("{silent}", SILENT).replace("{repeat}", REPEAT);

    private static final String OF_GROUP = """
            e.tenant = $1 AND coalesce(e.model_digest, '') = $2 AND coalesce(e.region, '') = $3
                AND e.event_time >= $4 AND e.event_time < $5
            """;

    private static final String IDS = """
            SELECT e.request_id FROM usage_event e WHERE %s AND %s ORDER BY e.event_time, e.seq LIMIT $6
            """;

    private static final String TOLD_IDS = IDS.formatted(OF_GROUP, TOLD);
    private static final String REPEAT_IDS = IDS.formatted(OF_GROUP, REPEAT);
    private static final String ESTIMATED_IDS =
            IDS.formatted(OF_GROUP, "(e.estimated OR " + SILENT + " AND e.outcome <> 'COMPLETED')");

    /** Events of pods that were not read since. */
    private static final String UNREAD_IDS = IDS.formatted(
            OF_GROUP,
            TOLD
                    + " AND NOT EXISTS (SELECT FROM served_account a WHERE a.replica = e.replica"
                    + " AND a.last_read_at >= e.event_time)");

    private static final String AROUND = """
            SELECT e.request_id, e.prompt_tokens, e.cached_prompt_tokens, e.completion_tokens FROM usage_event e
            WHERE %s AND %s ORDER BY e.event_time %s, e.seq %3$s LIMIT $6
            """;

    private static final String FIRST = AROUND.formatted(OF_GROUP, TOLD, "ASC");
    private static final String LAST = AROUND.formatted(OF_GROUP, TOLD, "DESC");

    private static final String UNREAD = """
            SELECT a.replica, a.region, a.last_read_at FROM served_account a
            WHERE a.last_read_at < $2 AND EXISTS (SELECT FROM served_reading r WHERE r.day = $1 AND r.account = a.account)
            ORDER BY 1, 2, 3 LIMIT 100
            """;

    /** A pod that served on a day and was not read after it. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Unread(String replica, String region, Instant lastReadAt) {}

    Uni<List<ServedBy>> served(SqlConnection connection, Day day) {
        return connection
                .preparedQuery(SERVED)
                .execute(Tuple.of(day.date()))
                .map(rows -> Columns.list(rows, row -> {
                    TokenSum estimated = estimated(row);
                    return new ServedBy(
                            group(row), row.getString("client"), new Served(all(row).minus(estimated), estimated));
                }));
    }

    Uni<List<BilledTo>> billed(SqlConnection connection, Day day) {
        return connection
                .preparedQuery(BILLED)
                .execute(Tuple.of(timestamp(day.start()), timestamp(day.end())))
                .map(rows -> Columns.list(
                        rows,
                        row -> new BilledTo(
                                group(row),
                                new Billed(
                                        all(row), estimated(row), row.getLong("repeats"), row.getLong("unanswered")))));
    }

    /** Pods that served on {@code day} and were not read after its end. */
    Uni<List<Unread>> unread(SqlConnection connection, Day day) {
        return connection
                .preparedQuery(UNREAD)
                .execute(Tuple.of(day.date(), timestamp(day.end())))
                .map(rows -> Columns.list(
                        rows,
                        row -> new Unread(
                                row.getString("replica"),
                                row.getString("region"),
                                Columns.instant(row, "last_read_at"))));
    }

    /** Requests that {@code group} was billed for, with what their answers said. */
    Uni<List<String>> told(SqlConnection connection, Group group, Day day) {
        return ids(connection, TOLD_IDS, group, day);
    }

    /** Of them, those of pods that were not read since. */
    Uni<List<String>> unread(SqlConnection connection, Group group, Day day) {
        return ids(connection, UNREAD_IDS, group, day);
    }

    Uni<List<String>> repeats(SqlConnection connection, Group group, Day day) {
        return ids(connection, REPEAT_IDS, group, day);
    }

    /** Requests whose answers broke off. */
    Uni<List<String>> brokenOff(SqlConnection connection, Group group, Day day) {
        return ids(connection, ESTIMATED_IDS, group, day);
    }

    /** What happened to {@code group} around both ends of {@code day}. */
    Uni<Midnight> midnight(SqlConnection connection, Group group, Day day, Duration near) {
        List<List<Midnight.Event>> sides = new ArrayList<>();
        return around(connection, LAST, group, day.start().minus(near), day.start())
                .invoke(sides::add)
                .chain(() -> around(
                        connection, FIRST, group, day.start(), day.start().plus(near)))
                .invoke(sides::add)
                .chain(() -> around(connection, LAST, group, day.end().minus(near), day.end()))
                .invoke(sides::add)
                .chain(() ->
                        around(connection, FIRST, group, day.end(), day.end().plus(near)))
                .invoke(sides::add)
                .map(last -> new Midnight(sides.get(0), sides.get(1), sides.get(2), sides.get(3)));
    }

    private static Uni<List<Midnight.Event>> around(
            SqlConnection connection, String query, Group group, Instant from, Instant to) {
        return connection
                .preparedQuery(query)
                .execute(parameters(group, from, to, AROUND_MIDNIGHT))
                .map(rows -> Columns.list(
                        rows,
                        row -> new Midnight.Event(
                                row.getString("request_id"),
                                new TokenSum(
                                        1,
                                        row.getLong("prompt_tokens"),
                                        row.getLong("cached_prompt_tokens"),
                                        row.getLong("completion_tokens")))));
    }

    private static Uni<List<String>> ids(SqlConnection connection, String query, Group group, Day day) {
        return connection
                .preparedQuery(query)
                .execute(parameters(group, day.start(), day.end(), Difference.MOST_IDS))
                .map(rows -> Columns.list(rows, row -> row.getString("request_id")));
    }

    private static Tuple parameters(Group group, Instant from, Instant to, int limit) {
        return Tuple.of(group.tenant(), group.digest(), group.region(), timestamp(from), timestamp(to), limit);
    }

    private static Group group(Row row) {
        return new Group(row.getString("digest"), row.getString("region"), row.getString("tenant"));
    }

    private static TokenSum all(Row row) {
        return new TokenSum(
                row.getLong("requests"), row.getLong("prompt"), row.getLong("cached"), row.getLong("completion"));
    }

    private static TokenSum estimated(Row row) {
        return new TokenSum(
                row.getLong("estimated_requests"),
                row.getLong("estimated_prompt"),
                0,
                row.getLong("estimated_completion"));
    }
}

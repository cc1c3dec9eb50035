package kr.hangil.gateway.snapshot;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the content from PostgreSQL, past Hibernate, of one consistent state. Keys come in pages, which are
 * parsed on worker threads, and only those that changed where the version before is known.
 */
@ApplicationScoped
class SnapshotReader {

    private static final String ONE_STATE = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";

    private static final String HEAD = """
            SELECT json_build_object(
              'version', v.version,
              'keysWholeSince', v.keys_whole_since,
              'tenants', (SELECT coalesce(json_agg(id), '[]') FROM tenant),
              'memberships', (SELECT coalesce(json_agg(json_build_object(
                  'issuer', issuer, 'subject', subject, 'tenant', tenant, 'role', role)), '[]') FROM member),
              'policies', (SELECT coalesce(json_object_agg(tenant, effective::json), '{}') FROM tenant_policy),
              'routes', (SELECT coalesce(json_agg(json_build_object(
                  'servedModel', r.served_model, 'capabilities', r.capabilities, 'hold', 0,
                  'deployments', (SELECT coalesce(json_agg(json_build_object(
                      'name', d.name, 'region', d.region, 'weight', d.weight,
                      'replicas', (SELECT coalesce(json_agg(json_build_object('name', p.name, 'url', p.url)
                          ORDER BY p.position), '[]') FROM route_replica p
                          WHERE p.served_model = d.served_model AND p.deployment = d.name))
                      ORDER BY d.position), '[]') FROM route_deployment d WHERE d.served_model = r.served_model))), '[]')
                  FROM route r)
            )::text FROM snapshot_version v""";

    /** A revoked key is told apart from an unknown one for 30 days. */
    private static final String KEYS = """
            SELECT max(id) AS last, coalesce(json_agg(json_strip_nulls(json_build_object(
                'id', id, 'hash', hash, 'tenant', tenant, 'project', project,
                'models', nullif(models, '{}'), 'operations', nullif(operations, '{}'),
                'regions', nullif(regions, '{}'), 'addresses', nullif(addresses, '{}'),
                'requestsPerMinute', requests_per_minute, 'tokensPerMinute', tokens_per_minute,
                'concurrency', concurrency, 'expiresAt', expires_at, 'revokedAt', revoked_at,
                'previousHash', previous_hash, 'previousUntil', previous_until))), '[]')::text AS keys
            FROM (SELECT * FROM api_key WHERE changed_in > $1 AND id > $2
                  AND (revoked_at IS NULL OR revoked_at > now() - interval '30 days') ORDER BY id LIMIT $3) AS page""";

    private static final int PAGE = 1_000;
    private static final long ALL = -1;

    private final Pool pool;
    private final SnapshotFormat format;

    SnapshotReader(Pool pool, SnapshotFormat format) {
        this.pool = pool;
        this.format = format;
    }

    /**
     * The content as it is now; the item comes on a worker thread.
     *
     * @param before the last content, whose unchanged entries are taken over
     * @param continues whether {@code before} is an earlier state of this very database
     */
    Uni<Snapshot> read(Snapshot before, boolean continues) {
        return pool.withTransaction(connection -> connection
                .query(ONE_STATE)
                .execute()
                .chain(() -> connection.query(HEAD).execute())
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(rows -> head(rows.iterator().next().getString(0)))
                .flatMap(head -> keys(connection, before, continues, head)));
    }

    private Uni<Snapshot> keys(SqlConnection connection, Snapshot before, boolean continues, SnapshotHead head) {
        Long wholeSince = head.keysWholeSince();
        boolean changesDo = continues && wholeSince != null && before.version() >= wholeSince;
        KeyTable table = changesDo ? KeyTable.from(before.keys()) : KeyTable.anew(before.keys());
        return page(connection, table, changesDo ? before.version() : ALL, "").map(done -> head.with(table.keys()));
    }

    private Uni<@Nullable Void> page(SqlConnection connection, KeyTable table, long since, String after) {
        return connection
                .preparedQuery(KEYS)
                .execute(Tuple.of(since, after, PAGE))
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(rows -> rows.iterator().next())
                .invoke(row -> take(row, table))
                .flatMap(row -> row.getString("last") == null
                        ? Uni.createFrom().voidItem()
                        : page(connection, table, since, row.getString("last")));
    }

    private SnapshotHead head(String json) {
        try {
            return format.head(json);
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL's content makes no snapshot", e);
        }
    }

    private void take(Row row, KeyTable table) {
        try {
            format.keys(row.getString("keys"), table::put);
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL's keys make no snapshot", e);
        }
    }
}

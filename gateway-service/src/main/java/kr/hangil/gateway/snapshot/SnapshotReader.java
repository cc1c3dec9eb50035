package kr.hangil.gateway.snapshot;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;

/** Reads version and content from PostgreSQL, past Hibernate: one statement each, so each is one consistent state. */
@ApplicationScoped
class SnapshotReader {

    private static final String VERSION = "SELECT version FROM snapshot_version";

    /** A revoked key is told apart from an unknown one for 30 days. */
    private static final String CONTENT = """
            SELECT json_build_object(
              'version', (SELECT version FROM snapshot_version),
              'tenants', (SELECT coalesce(json_agg(id), '[]') FROM tenant),
              'memberships', (SELECT coalesce(json_agg(json_build_object(
                  'issuer', issuer, 'subject', subject, 'tenant', tenant, 'role', role)), '[]') FROM member),
              'keys', (SELECT coalesce(json_agg(json_build_object(
                  'id', id, 'hash', hash, 'tenant', tenant, 'project', project, 'models', models,
                  'expiresAt', expires_at, 'revokedAt', revoked_at)), '[]') FROM api_key
                  WHERE revoked_at IS NULL OR revoked_at > now() - interval '30 days'),
              'routes', (SELECT coalesce(json_agg(json_build_object(
                  'servedModel', r.served_model, 'deployment', r.deployment, 'region', r.region,
                  'capabilities', r.capabilities,
                  'replicas', (SELECT coalesce(json_agg(json_build_object('name', p.name, 'url', p.url)
                      ORDER BY p.position), '[]') FROM route_replica p WHERE p.served_model = r.served_model))), '[]')
                  FROM route r)
            )::text AS content""";

    private final Pool pool;

    SnapshotReader(Pool pool) {
        this.pool = pool;
    }

    Uni<Long> version() {
        return pool.query(VERSION).execute().map(rows -> rows.iterator().next().getLong(0));
    }

    /** The bytes of a {@link SnapshotDocument}. */
    Uni<byte[]> content() {
        return pool.query(CONTENT)
                .execute()
                .map(rows -> rows.iterator().next().getString(0).getBytes(StandardCharsets.UTF_8));
    }
}

package kr.hangil.gateway.keys;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import kr.hangil.gateway.identity.KeyUse;
import org.jboss.logging.Logger;

/** Writes down when keys were last used. Best effort: what cannot be written is dropped, the next use comes soon. */
@ApplicationScoped
class LastUseWriter {

    private static final Logger LOG = Logger.getLogger(LastUseWriter.class);

    /** Rows that somebody is changing are skipped rather than waited for. */
    private static final String SQL = """
            UPDATE api_key SET last_used_at = used.at
            FROM (SELECT k.id, u.at FROM unnest($1::text[], $2::timestamptz[]) AS u (id, at)
                  JOIN api_key k ON k.id = u.id FOR UPDATE OF k SKIP LOCKED) AS used
            WHERE api_key.id = used.id AND (last_used_at IS NULL OR last_used_at < used.at)""";

    private final KeyUse uses;
    private final Pool pool;
    private final Vertx vertx;
    private final KeysConfig config;
    private volatile long timer = -1;
    private volatile boolean busy;

    LastUseWriter(KeyUse uses, Pool pool, Vertx vertx, KeysConfig config) {
        this.uses = uses;
        this.pool = pool;
        this.vertx = vertx;
        this.config = config;
    }

    void onStart(@Observes StartupEvent event) {
        timer = vertx.setPeriodic(config.lastUseFlush().toMillis(), id -> flush());
    }

    void onStop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }

    private void flush() {
        if (busy) {
            return;
        }
        Map<String, Instant> taken = uses.drain();
        if (taken.isEmpty()) {
            return;
        }
        busy = true;
        String[] ids = new String[taken.size()];
        OffsetDateTime[] times = new OffsetDateTime[ids.length];
        int i = 0;
        for (Map.Entry<String, Instant> use : taken.entrySet()) {
            ids[i] = use.getKey();
            times[i++] = use.getValue().atOffset(ZoneOffset.UTC);
        }
        pool.preparedQuery(SQL)
                .execute(Tuple.of(ids, times))
                .onTermination()
                .invoke(() -> busy = false)
                .subscribe()
                .with(ok -> {}, failure -> LOG.debugf("last uses of %d keys are lost: %s", ids.length, failure));
    }
}

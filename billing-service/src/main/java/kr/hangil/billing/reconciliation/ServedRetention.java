package kr.hangil.billing.reconciliation;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import kr.hangil.billing.database.Database;
import kr.hangil.platform.startup.StartupCheck;
import org.jboss.logging.Logger;

/**
 * Deletes readings that nothing needs any more. What reports are made of, the reading with the most requests of each account,
 * stays for years; those on the way to it go sooner. The database refuses to delete any other.
 */
@ApplicationScoped
class ServedRetention implements StartupCheck {

    private static final Logger LOG = Logger.getLogger(ServedRetention.class);
    private static final Period LEAST = Period.ofYears(5);
    private static final Period LEAST_SUPERSEDED = Period.ofDays(35);

    /** Rows deleted in one transaction. */
    private static final int BATCH = 5_000;

    private static final String DELETE = """
            DELETE FROM served_reading g USING (
                SELECT r.day, r.account, r.digest, r.client, r.tenant, r.requests FROM served_reading r
                WHERE r.day < $1 OR (r.day < $2 AND EXISTS (SELECT FROM served_reading m
                    WHERE (m.day, m.account, m.digest, m.client, m.tenant) = (r.day, r.account, r.digest, r.client, r.tenant)
                        AND m.requests > r.requests))
                LIMIT $3) old
            WHERE (g.day, g.account, g.digest, g.client, g.tenant, g.requests)
                = (old.day, old.account, old.digest, old.client, old.tenant, old.requests)
            """;

    private final Database database;
    private final ReconciliationConfig config;
    private final Clock clock;

    ServedRetention(Database database, ReconciliationConfig config, Clock clock) {
        this.database = database;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public List<String> findings() {
        List<String> findings = new ArrayList<>();
        atLeast("keep", config.keep(), LEAST, findings);
        atLeast("keep-superseded", config.keepSuperseded(), LEAST_SUPERSEDED, findings);
        return findings;
    }

    private void atLeast(String key, Period set, Period least, List<String> findings) {
        LocalDate today = today();
        if (today.minus(set).isAfter(today.minus(least))) {
            findings.add("hangil.billing.reconciliation.%s is %s, less than %s".formatted(key, set, least));
        }
    }

    @Scheduled(
            every = "${hangil.billing.reconciliation.tidy-every:PT1H}",
            delayed = "PT2M",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> scheduled() {
        return tidy().invoke(deleted -> LOG.debugf("%d readings deleted", deleted))
                .onFailure()
                .invoke(failure -> LOG.warnf("old readings were not deleted: %s", failure.getMessage()))
                .onFailure()
                .recoverWithItem(0L)
                .replaceWithVoid();
    }

    /** Deletes what may go, some thousand rows a transaction, and says how many. */
    Uni<Long> tidy() {
        Tuple bounds = Tuple.of(today().minus(config.keep()), today().minus(config.keepSuperseded()), BATCH);
        return Multi.createBy()
                .repeating()
                .uni(() -> database.transaction(connection ->
                        connection.preparedQuery(DELETE).execute(bounds).map(rows -> (long) rows.rowCount())))
                .whilst(deleted -> deleted == BATCH)
                .collect()
                .with(Collectors.summingLong(Long::longValue));
    }

    private LocalDate today() {
        return Day.at(clock.instant()).date();
    }
}

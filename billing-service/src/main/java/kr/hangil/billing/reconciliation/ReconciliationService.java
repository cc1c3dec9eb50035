package kr.hangil.billing.reconciliation;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import kr.hangil.billing.archive.Archives;
import kr.hangil.billing.archive.Archives.Scope;
import kr.hangil.billing.reconciliation.Comparison.Sides;
import kr.hangil.billing.reconciliation.Difference.Kind;
import org.jboss.logging.Logger;

/** Compares a day's two entries, as of one instant. Reads only, so any number of replicas may do so. */
@ApplicationScoped
class ReconciliationService {

    private static final Logger LOG = Logger.getLogger(ReconciliationService.class);

    private final Archives archives;
    private final EntriesReader entries;
    private final Reasons reasons;
    private final ReconciliationMetrics metrics;
    private final ReconciliationConfig config;
    private final Clock clock;

    ReconciliationService(
            Archives archives,
            EntriesReader entries,
            Reasons reasons,
            ReconciliationMetrics metrics,
            ReconciliationConfig config,
            Clock clock) {
        this.archives = archives;
        this.entries = entries;
        this.reasons = reasons;
        this.metrics = metrics;
        this.config = config;
        this.clock = clock;
    }

    @Scheduled(
            every = "${hangil.billing.reconciliation.compare-every:PT15M}",
            delayed = "PT1M",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> scheduled() {
        if (config.pods().isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return compare()
                .onFailure()
                .invoke(failure -> LOG.warnf("what was served was not compared: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    /** Compares the latest settled days and tells the metric. */
    Uni<Void> compare() {
        Day latest = Day.at(clock.instant().minus(config.lateness()));
        return Multi.createFrom()
                .iterable(IntStream.rangeClosed(1, config.days())
                        .mapToObj(ago -> new Day(latest.date().minusDays(ago)))
                        .toList())
                .onItem()
                .transformToUniAndConcatenate(this::report)
                .collect()
                .asList()
                .invoke(metrics::compared)
                .replaceWithVoid();
    }

    /** All of a day's report. */
    Uni<Report> report(Day day) {
        Duration near = config.midnight();
        Scope scope = new Scope(null, day.start().minus(near), day.end().plus(near));
        return archives.reading(
                scope,
                connection -> entries.served(connection, day)
                        .flatMap(served -> entries.billed(connection, day)
                                .map(billed -> Comparison.of(served, billed, config.gateways())))
                        .flatMap(comparison -> differences(connection, day, comparison)
                                .flatMap(differences -> entries.unread(connection, day)
                                        .map(unread -> report(day, comparison, differences, unread)))));
    }

    private Uni<Map<Group, List<Difference>>> differences(SqlConnection connection, Day day, Comparison comparison) {
        Map<Group, List<Difference>> found = new TreeMap<>();
        comparison.otherClients().forEach((group, clients) -> {
            List<Difference> others = new ArrayList<>();
            clients.forEach((client, served) -> others.add(byOther(group, client, served)));
            found.put(group, others);
        });
        return Multi.createFrom()
                .iterable(comparison.sides().entrySet())
                .filter(sides -> !sides.getValue().gap().isNone())
                .onItem()
                .transformToUniAndConcatenate(sides -> reasons.of(connection, sides.getKey(), day, sides.getValue())
                        .invoke(difference -> found.computeIfAbsent(sides.getKey(), group -> new ArrayList<>())
                                .add(difference)))
                .collect()
                .last()
                .map(last -> found);
    }

    private static Difference byOther(Group group, String client, Served served) {
        Difference plain =
                Difference.of(Kind.OTHER_CLIENT, group.tenant(), served.told().plus(served.estimated()), List.of());
        return new Difference(
                plain.kind(),
                plain.explained(),
                plain.tenant(),
                plain.gap(),
                List.of(),
                client + ": " + plain.detail());
    }

    private Report report(
            Day day,
            Comparison comparison,
            Map<Group, List<Difference>> differences,
            List<EntriesReader.Unread> unread) {
        Map<Group, Sides> sums = new TreeMap<>();
        Map<Group, List<Difference>> named = new TreeMap<>();
        comparison.sides().forEach((group, sides) -> {
            Group line = new Group(group.digest(), group.region(), "");
            sums.merge(line, sides, Sides::plus);
            named.computeIfAbsent(line, any -> new ArrayList<>()).addAll(differences.getOrDefault(group, List.of()));
        });
        List<Report.Line> lines = new ArrayList<>();
        sums.forEach((line, sides) -> lines.add(new Report.Line(
                line.digest(),
                line.region(),
                sides.served(),
                sides.billed(),
                named.getOrDefault(line, List.of()).stream()
                        .limit(Report.MOST_DIFFERENCES)
                        .toList())));
        long all = differences.values().stream().mapToLong(List::size).sum();
        long explained = differences.values().stream()
                .flatMap(List::stream)
                .filter(Difference::explained)
                .count();
        boolean settled = !clock.instant().isBefore(day.end().plus(config.lateness()));
        return new Report(day.date(), settled, unread, explained, all - explained, lines, null);
    }
}

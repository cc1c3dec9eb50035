package kr.hangil.billing.ingest;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import kr.hangil.billing.charge.Charging;
import kr.hangil.billing.database.Database;
import kr.hangil.billing.database.Pipeline;
import kr.hangil.billing.ingest.EventReader.Item;
import kr.hangil.billing.ingest.EventStore.Stored;
import kr.hangil.billing.ingest.RejectedEventException.Reason;
import kr.hangil.contracts.usage.UsageEvent;
import kr.hangil.contracts.usage.UsageVerdict;
import kr.hangil.contracts.usage.UsageVerdict.Verdict;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Books events once and says what became of each. All that a batch books, it books in one transaction. */
@ApplicationScoped
class IngestService {

    private static final Logger LOG = Logger.getLogger(IngestService.class);

    private final Database database;
    private final EventStore store;
    private final EventMonths months;
    private final Charging charging;
    private final IngestMetrics metrics;
    private final IngestConfig config;
    private final Clock clock;

    IngestService(
            Database database,
            EventStore store,
            EventMonths months,
            Charging charging,
            IngestMetrics metrics,
            IngestConfig config,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.months = months;
        this.charging = charging;
        this.metrics = metrics;
        this.config = config;
        this.clock = clock;
    }

    /** What becomes of {@code items} without asking the database: work for a worker thread. */
    Judged judge(List<Item> items) {
        return judge(items, config.maxAge());
    }

    /** As {@link #judge(List)}, with events taken up to {@code maxAge}. */
    Judged judge(List<Item> items, Duration maxAge) {
        Judged judged = new Judged(new ArrayList<>(items.size()), new ArrayList<>(items.size()));
        Instant now = clock.instant();
        for (Item item : items) {
            judge(item, now, maxAge, judged);
        }
        return judged;
    }

    /** Verdicts in the order of the items; when it fails, nothing was booked or all of it was. */
    Uni<List<UsageVerdict>> book(Judged judged) {
        if (judged.candidates().isEmpty()) {
            metrics.count(judged.verdicts());
            return Uni.createFrom().item(judged.verdicts());
        }
        return open(judged)
                .chain(() -> database.transaction(connection -> book(connection, judged)))
                .map(Booking::verdicts)
                .invoke(metrics::count);
    }

    /** Opens the months that {@code judged} needs, before the transaction that books it. */
    Uni<Void> open(Judged judged) {
        return months.ensureOpen(judged.candidates().stream()
                .map(candidate -> candidate.event().time())
                .toList());
    }

    /** Books in the caller's transaction what is new of {@code judged}, whose months are open. */
    Uni<Booking> book(SqlConnection connection, Judged judged) {
        List<Candidate> firsts = firsts(judged.candidates());
        if (firsts.isEmpty()) {
            return Uni.createFrom().item(new Booking(judged.verdicts(), List.of()));
        }
        return store.book(connection, firsts).flatMap(stored -> book(connection, judged, firsts, stored));
    }

    private Uni<Booking> book(SqlConnection connection, Judged judged, List<Candidate> firsts, List<Stored> stored) {
        Uni<Void> ledger = Pipeline.all(
                store.store(connection, stored),
                charging.charge(
                        connection, stored.stream().map(Stored::chargeable).toList()));
        return Pipeline.last(ledger, books(connection, firsts, stored)).map(books -> booking(judged, books, stored));
    }

    private static Booking booking(Judged judged, Books books, List<Stored> stored) {
        List<UsageVerdict> verdicts =
                judged.candidates().stream().map(books::verdict).toList();
        return new Booking(
                inOrder(judged.verdicts(), verdicts),
                stored.stream().map(Stored::seq).toList());
    }

    /** The first of each identity, sorted by it. */
    private static List<Candidate> firsts(List<Candidate> candidates) {
        List<Candidate> firsts = new ArrayList<>(candidates.size());
        for (Candidate candidate :
                candidates.stream().sorted(Candidate.BY_IDENTITY).toList()) {
            if (firsts.isEmpty() || Candidate.BY_IDENTITY.compare(firsts.getLast(), candidate) != 0) {
                firsts.add(candidate);
            }
        }
        return firsts;
    }

    private Uni<Books> books(SqlConnection connection, List<Candidate> firsts, List<Stored> stored) {
        BitSet booked = new BitSet();
        stored.forEach(event -> booked.set(event.candidate().index()));
        List<Candidate> others = firsts.stream()
                .filter(candidate -> !booked.get(candidate.index()))
                .toList();
        Uni<Map<EventIdentity, Fingerprint>> known =
                others.isEmpty() ? Uni.createFrom().item(Map.of()) : store.fingerprints(connection, others);
        return known.map(fingerprints -> new Books(firsts, booked, fingerprints));
    }

    private void judge(Item item, Instant now, Duration maxAge, Judged judged) {
        switch (item) {
            case Item.Rejected rejected ->
                judged.verdicts()
                        .add(rejected(
                                rejected.index(),
                                rejected.id(),
                                rejected.reason().code(),
                                rejected.reason().text()));
            case Item.WellFormed wellFormed -> {
                UsageEvent event = wellFormed.event();
                if (event.time().isBefore(now.minus(maxAge))) {
                    judged.verdicts().add(outside(wellFormed, Reason.TOO_OLD, "is older than " + maxAge));
                } else if (event.time().isAfter(now.plus(config.maxAhead()))) {
                    judged.verdicts()
                            .add(outside(
                                    wellFormed, Reason.IN_THE_FUTURE, "is more than " + config.maxAhead() + " ahead"));
                } else {
                    judged.candidates().add(Candidate.of(wellFormed.index(), event));
                }
            }
        }
    }

    private static List<UsageVerdict> inOrder(List<UsageVerdict> some, List<UsageVerdict> others) {
        List<UsageVerdict> all = new ArrayList<>(some);
        all.addAll(others);
        all.sort(Comparator.comparingInt(UsageVerdict::index));
        return all;
    }

    private static UsageVerdict outside(Item.WellFormed item, Reason reason, String problem) {
        RejectedEventException why = RejectedEventException.at(reason, "time", problem);
        return rejected(item.index(), item.event().id(), why.code(), why.text());
    }

    private static UsageVerdict rejected(int index, @Nullable String id, String code, String message) {
        return new UsageVerdict(index, id, Verdict.REJECTED, code, message);
    }

    /**
     * Items, judged alone.
     *
     * @param verdicts of those that can never be booked
     * @param candidates the others
     */
    record Judged(List<UsageVerdict> verdicts, List<Candidate> candidates) {}

    /**
     * What became of all items.
     *
     * @param sequences of the events that were booked now
     */
    record Booking(List<UsageVerdict> verdicts, Collection<Long> sequences) {}

    /**
     * What the database answered.
     *
     * @param firsts the candidate of each identity that was offered, sorted by it
     * @param booked indices of those that were booked
     * @param known fingerprints of the identities that were booked before
     */
    private record Books(List<Candidate> firsts, BitSet booked, Map<EventIdentity, Fingerprint> known) {

        UsageVerdict verdict(Candidate candidate) {
            if (booked.get(candidate.index())) {
                return verdict(candidate, Verdict.ACCEPTED, null);
            }
            Candidate first = firsts.get(Collections.binarySearch(firsts, candidate, Candidate.BY_IDENTITY));
            Fingerprint stored = booked.get(first.index()) ? first.fingerprint() : known.get(candidate.identity());
            if (stored == null) {
                throw new IllegalStateException("an identity that was refused is not there");
            }
            if (candidate.fingerprint().equals(stored)) {
                return verdict(candidate, Verdict.DUPLICATE, null);
            }
            LOG.warnf(
                    "conflict: event %s of %s for tenant %s came again with other content",
                    candidate.identity().id(),
                    candidate.identity().source(),
                    candidate.identity().tenant());
            return verdict(candidate, Verdict.CONFLICT, "an event of this source and id is booked with other content");
        }

        private static UsageVerdict verdict(Candidate candidate, Verdict verdict, @Nullable String message) {
            return new UsageVerdict(candidate.index(), candidate.identity().id(), verdict, null, message);
        }
    }
}

package kr.hangil.billing.verification;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import kr.hangil.billing.archive.Archives;
import kr.hangil.billing.archive.Archives.Broken;
import kr.hangil.billing.archive.Archives.Scope;
import kr.hangil.billing.charge.Charging;
import kr.hangil.billing.ingest.Fingerprint;
import kr.hangil.billing.invoice.RatingRuns;
import kr.hangil.billing.pricing.Prices;
import kr.hangil.billing.rating.PriceList;
import kr.hangil.billing.rating.Rater;
import kr.hangil.billing.rating.Rating;
import kr.hangil.billing.verification.LedgerReader.Entry;
import kr.hangil.billing.verification.VerificationReport.Difference;
import kr.hangil.contracts.usage.UsageEvent;

/** Reads the whole ledger as of one instant, a page at a time, and derives each entry anew. */
@ApplicationScoped
class VerificationService {

    private static final int PAGE = 1_000;
    private static final int MAX_DIFFERENCES = 1_000;

    private final Archives archives;
    private final LedgerReader ledger;
    private final BooksReader books;
    private final RatingRuns runs;
    private final Prices prices;
    private final VerificationConfig config;

    VerificationService(
            Archives archives,
            LedgerReader ledger,
            BooksReader books,
            RatingRuns runs,
            Prices prices,
            VerificationConfig config) {
        this.archives = archives;
        this.ledger = ledger;
        this.books = books;
        this.runs = runs;
        this.prices = prices;
        this.config = config;
    }

    /**
     * What is not as it must be. It ends when nobody waits for it any more.
     *
     * @param progress told how far it is
     */
    Uni<VerificationReport> verify(Progress progress) {
        return archives.readingWhatIsThere(Scope.ALL, config.timeout(), (connection, broken) -> {
            Findings findings = new Findings();
            broken.forEach(findings::add);
            return ledger.lastSequence(connection)
                    .invoke(progress::begin)
                    .chain(() -> ledger.orphans(connection))
                    .invoke(orphans -> orphans.forEach(findings::add))
                    .chain(() -> pages(connection, findings, progress))
                    .invoke(progress::sums)
                    .chain(() -> ledger.totals(connection))
                    .invoke(totals -> totals.forEach(findings::add))
                    .chain(() -> ledger.rollups(connection))
                    .invoke(rollups -> rollups.forEach(findings::add))
                    .chain(() -> ledger.chargeTotals(connection))
                    .invoke(totals -> totals.forEach(findings::add))
                    .chain(() -> ledger.draws(connection))
                    .invoke(draws -> draws.forEach(findings::add))
                    .chain(() -> books.differences(connection))
                    .invoke(differences -> differences.forEach(findings::add))
                    .chain(() -> runs.differences(connection))
                    .invoke(differences -> differences.forEach(findings::add))
                    .map(done -> findings.report());
        });
    }

    /** One page after the other, and none of them kept: chained, each would hold on to the one before. */
    private Uni<Void> pages(SqlConnection connection, Findings findings, Progress progress) {
        AtomicLong after = new AtomicLong();
        return Multi.createBy()
                .repeating()
                .uni(() -> ledger.page(connection, after.get(), PAGE)
                        .call(entries -> compare(connection, entries, findings))
                        .invoke(entries -> {
                            if (!entries.isEmpty()) {
                                after.set(entries.getLast().seq());
                                progress.lookedAt(entries.size(), after.get());
                            }
                        })
                        .map(List::size))
                .whilst(size -> size == PAGE)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> compare(SqlConnection connection, List<Entry> entries, Findings findings) {
        List<UsageEvent> events =
                entries.stream().flatMap(entry -> entry.events().stream()).toList();
        List<String> models = events.stream()
                .map(event -> event.data().servedModel())
                .distinct()
                .toList();
        Instant from =
                events.stream().map(UsageEvent::time).min(Instant::compareTo).orElse(Instant.EPOCH);
        Instant to =
                events.stream().map(UsageEvent::time).max(Instant::compareTo).orElse(Instant.EPOCH);
        return prices.list(connection, models, from, to)
                .invoke(list -> entries.forEach(entry -> compare(entry, list, findings)))
                .replaceWithVoid();
    }

    private static void compare(Entry entry, PriceList prices, Findings findings) {
        findings.looked(entry);
        if (entry.events().size() != 1) {
            findings.add(
                    entry,
                    entry.events().isEmpty() ? "event_missing" : "event_twice",
                    "an identity has one event, this has " + entry.events().size());
            return;
        }
        UsageEvent event = entry.events().getFirst();
        if (!Fingerprint.of(event).equals(entry.fingerprint())) {
            findings.add(entry, "content_changed", "the stored event is not the one that was booked");
        }
        switch (Rater.rate(Charging.consumption(event), prices)) {
            case Rating.Rated(List<Rating.Line> lines) -> {
                if (entry.parked()) {
                    findings.add(entry, "parked_wrongly", "it waits for a price that is there");
                } else if (!lines.equals(entry.lines())) {
                    findings.add(entry, "charge_differs", "expected " + lines + ", there is " + entry.lines());
                }
            }
            case Rating.Unrated(var missing) -> {
                if (!entry.parked() || !entry.lines().isEmpty()) {
                    findings.add(
                            entry, "charge_differs", "without a price for " + missing.wireName() + " it must wait");
                }
            }
        }
    }

    /** What was found so far. */
    private static final class Findings {

        private final List<Difference> differences = new ArrayList<>();
        private long events;
        private long charges;

        void looked(Entry entry) {
            events++;
            charges += entry.lines().size();
        }

        void add(Entry entry, String kind, String detail) {
            add(new Difference(kind, entry.seq(), entry.tenant(), entry.id(), detail));
        }

        void add(RatingRuns.Different run) {
            add(Difference.of("rating_run_differs", run.tenant(), "run " + run.run(), run.detail()));
        }

        void add(Broken archive) {
            add(Difference.of("archive_unreadable", null, archive.month().toString(), archive.problem()));
        }

        void add(Difference difference) {
            if (differences.size() < MAX_DIFFERENCES) {
                differences.add(difference);
            }
        }

        VerificationReport report() {
            return new VerificationReport(differences.isEmpty(), events, charges, differences);
        }
    }
}

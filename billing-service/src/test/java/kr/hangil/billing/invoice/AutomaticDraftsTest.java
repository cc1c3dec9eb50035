package kr.hangil.billing.invoice;

import static kr.hangil.billing.Events.price;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kr.hangil.billing.RunningBilling;
import kr.hangil.billing.database.Database;
import kr.hangil.billing.spending.SpendPeriod;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AutomaticDraftsTest extends RunningBilling {

    private final YearMonth month =
            YearMonth.from(THIS_MONTH.atZone(SpendPeriod.ZONE)).minusMonths(1);

    @Inject
    Database database;

    @Inject
    Drafter drafter;

    @Inject
    InvoiceStore invoices;

    @Inject
    DraftingStore store;

    @Inject
    InvoiceConfig config;

    @Test
    void shouldDrawEachDraftOnceWhenTwoSchedulersLookAtOnce() {
        List<String> tenants =
                IntStream.range(0, 12).mapToObj(i -> unique("auto")).sorted().toList();
        used(tenants);

        Uni.join()
                .all(late().drawAll(), late().drawAll())
                .andCollectFailures()
                .await()
                .atMost(Duration.ofSeconds(60));

        for (String one : tenants) {
            operator()
                    .get("/v1/invoices?tenant={t}", one)
                    .then()
                    .body("data", hasSize(1))
                    .body("data[0].supplyWon", equalTo(1_000))
                    .body("data[0].state", equalTo("draft"))
                    .body("data[0].daysLeft", notNullValue());
            drafting(one, 1, null);
        }
        String first = tenants.getFirst();
        int id = operator().get("/v1/invoices?tenant={t}", first).path("data[0].id");
        operator().delete("/v1/invoices/{id}", id).then().statusCode(204);
        late().drawAll().await().atMost(Duration.ofSeconds(60));
        operator().get("/v1/invoices?tenant={t}", first).then().body("data", hasSize(0));
    }

    @Test
    void shouldGoOnWithOtherTenantsAndSayWhichFailedAndWhy() {
        String stuck = unique("auto-a");
        String other = unique("auto-b");
        used(List.of(stuck, other));
        execute(openDraft(stuck));

        late().drawAll().await().atMost(Duration.ofSeconds(60));

        drafting(other, 1, null);
        drafting(stuck, 1, "is open; finalise or discard it first");
        execute("DELETE FROM invoice WHERE tenant = '" + stuck + "'");
        late().drawAll().await().atMost(Duration.ofSeconds(60));
        drafting(stuck, 2, null);
    }

    @Test
    void shouldLogAFailureOnceUntilItIsAnotherOne() {
        String stuck = unique("auto");
        used(List.of(stuck));
        List<String> lines = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
                    lines.add(new SimpleFormatter().formatMessage(line));
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(AutomaticDrafts.class.getName());
        logger.addHandler(handler);
        try {
            for (int blockade = 0; blockade < 2; blockade++) {
                execute(openDraft(stuck));
                for (int look = 0; look < 3; look++) {
                    late().drawAll().await().atMost(Duration.ofSeconds(60));
                }
                execute("DELETE FROM invoice WHERE tenant = '" + stuck + "'");
            }
        } finally {
            logger.removeHandler(handler);
        }

        drafting(stuck, 6, "is open; finalise or discard it first");
        assertThat(lines).filteredOn(line -> line.contains(stuck)).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void shouldWaitForLateUsageAfterTheEndOfAMonth() {
        Instant end = Instant.parse("2026-11-30T15:00:00Z");
        Duration lateness = config.lateness();

        assertThat(late().dueMonth(end.plus(lateness).minusMillis(1))).isEqualTo(YearMonth.of(2026, 10));
        assertThat(late().dueMonth(end.plus(lateness))).isEqualTo(YearMonth.of(2026, 11));
    }

    /** A scheduler for whom the month has just been over long enough. */
    private AutomaticDrafts late() {
        Clock clock = Clock.fixed(THIS_MONTH.plus(config.lateness()), ZoneOffset.UTC);
        return new AutomaticDrafts(database, drafter, invoices, store, config, clock);
    }

    private void used(List<String> tenants) {
        publish(price(model, "prompt", "1000000", "2026-01-01T00:00:00Z", null)).statusCode(201);
        Stream<Map<String, ?>> events = tenants.stream()
                .map(one -> event().at(THIS_MONTH.minus(Duration.ofDays(1)))
                        .with("subject", one)
                        .data("tenant", one)
                        .tokens(1_000, 0, 0)
                        .build());
        deliver(events.toList()).statusCode(200);
    }

    /** A draft of another month, which must be finalised or discarded first. */
    private String openDraft(String of) {
        return """
                INSERT INTO invoice (tenant, month, state, issue_date, due_date, exact, credit, supply_won, vat_won,
                    total_won, last_seq, drafted_by, drafted_at)
                VALUES ('%s', '%s', 'draft', now(), now(), 0, 0, 0, 0, 0, 0, 'test', now())""".formatted(of, month.minusMonths(1).atDay(1));
    }

    private void drafting(String of, int attempts, @Nullable String problem) {
        operator()
                .get("/v1/invoices/drafting?month={m}&limit=1000", month.toString())
                .then()
                .statusCode(200)
                .rootPath("data.find { it.tenant == '" + of + "' }")
                .body("attempts", equalTo(attempts))
                .body("problem", problem == null ? nullValue() : containsString(problem));
    }
}

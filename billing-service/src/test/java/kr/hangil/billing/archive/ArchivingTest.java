package kr.hangil.billing.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import kr.hangil.billing.database.Database;
import kr.hangil.stack.quarkus.Midday;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archiving that is cut between any two of its steps, or finds what it did not expect. */
@QuarkusTest
@SuppressWarnings("NullAway.Init")
class ArchivingTest extends OldMonth {

    @Inject
    Database database;

    @Inject
    Vertx vertx;

    @Inject
    ArchiveStore store;

    @Inject
    ArchiveFiles files;

    @Inject
    ArchiveService service;

    /** The connection dies inside PostgreSQL when the step is about to be told: its work is done and nobody knows. */
    @ParameterizedTest
    @ValueSource(strings = {"written", "compared", "archived"})
    void shouldGoOnAfterAKillBetweenAnyTwoSteps(String state) throws IOException {
        useAndBill();
        List<String> before = answers();
        int id = ask();
        execute(
                """
                CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    PERFORM pg_terminate_backend(pg_backend_pid());
                    RETURN NULL;
                END $$""",
                "CREATE TRIGGER die AFTER UPDATE ON archive FOR EACH ROW WHEN (NEW.state = '" + state
                        + "' AND OLD.state <> NEW.state) EXECUTE FUNCTION die()");
        try {
            archiving.work().await().atMost(Duration.ofSeconds(60));
            state(id)
                    .body(
                            "state",
                            equalTo(
                                    switch (state) {
                                        case "written" -> "asked";
                                        case "compared" -> "written";
                                        default -> "compared";
                                    }));
            assertThat(partitions()).isEqualTo(2);
            assertThat(answers()).isEqualTo(before);
        } finally {
            execute("DROP TRIGGER die ON archive", "DROP FUNCTION die()");
        }

        archiving.work().await().atMost(Duration.ofSeconds(60));

        state(id).body("state", equalTo("archived")).body("problem", equalTo(null));
        assertThat(partitions()).isZero();
        assertThat(answers()).isEqualTo(before);
        assertThat(parts()).isEmpty();
    }

    @Test
    void shouldWriteAFileAgainThatCameToHarmBeforeItWasCompared() throws IOException {
        useAndBill();
        int id = ask();
        assertThat(step()).isTrue();
        byte[] changed = Files.readAllBytes(file());
        changed[changed.length / 2] ^= 1;
        Files.write(file(), changed);

        step();

        state(id).body("state", equalTo("asked")).body("problem", containsString("has changed"));
        assertThat(partitions()).isEqualTo(2);
        archiving.work().await().atMost(Duration.ofSeconds(60));
        state(id).body("state", equalTo("archived"));
        verified();
    }

    @Test
    void shouldNameTheEventThatTheFileHasOtherwise() {
        useAndBill();
        int id = ask();
        assertThat(step()).isTrue();
        long seq = number("SELECT max(seq) FROM usage_event WHERE tenant = '" + tenant + "'");
        change("usage_event", "prompt_tokens = prompt_tokens + 1", seq);

        step();

        state(id)
                .body("state", equalTo("asked"))
                .body("problem", containsString("differs from the database at event " + seq));
        change("usage_event", "prompt_tokens = prompt_tokens - 1", seq);
        archiving.work().await().atMost(Duration.ofSeconds(60));
        state(id).body("state", equalTo("archived"));
        verified();
    }

    @Test
    void shouldKeepAMonthThatIsNotWhatWasCompared() {
        useAndBill();
        int id = ask();
        assertThat(step()).isTrue();
        assertThat(step()).isTrue();
        travel(ends.plus(Duration.ofDays(5)));
        deliver(List.of(event().at(ends.minusSeconds(5)).tokens(1, 0, 0).build()))
                .statusCode(200);
        travelHome();

        step();

        state(id).body("state", equalTo("asked")).body("problem", containsString("the file has"));
        assertThat(partitions()).isEqualTo(2);
        archiving.work().await().atMost(Duration.ofSeconds(60));
        state(id).body("state", equalTo("archived")).body("events", equalTo(ALL + 1));
        verified();
    }

    @Test
    void shouldAskByItselfForMonthsThatAreOlderThanThoseThatStay() {
        useAndBill();
        long whole = ChronoUnit.MONTHS.between(month, YearMonth.from(Midday.today())) - 1;

        by(Math.toIntExact(whole) + 1).scheduledAsking().await().atMost(Duration.ofSeconds(60));
        archiving.work().await().atMost(Duration.ofSeconds(60));
        assertThat(partitions()).isEqualTo(2);
        by(Math.toIntExact(whole)).scheduledAsking().await().atMost(Duration.ofSeconds(60));
        archiving.work().await().atMost(Duration.ofSeconds(60));

        assertThat(partitions()).isZero();
        operator()
                .get("/v1/archives")
                .then()
                .body("data.find { it.month == '" + month + "' }.askedBy", equalTo("schedule"));
    }

    private Archiving by(int keepOnline) {
        return new Archiving(database, vertx, store, files, service, new Schedule(keepOnline), Midday.CLOCK);
    }

    private record Schedule(int months) implements ArchiveConfig {
        @Override
        public Optional<Path> folder() {
            return Optional.of(FOLDER);
        }

        @Override
        public Optional<Integer> keepOnline() {
            return Optional.of(months);
        }

        @Override
        public Duration stepTimeout() {
            return Duration.ofHours(2);
        }

        @Override
        public Duration askEvery() {
            return Duration.ofHours(6);
        }

        @Override
        public Duration workEvery() {
            return Duration.ofSeconds(10);
        }
    }

    private void change(String table, String change, long seq) {
        execute(
                "ALTER TABLE " + table + " DISABLE TRIGGER append_only",
                "UPDATE " + table + " SET " + change + " WHERE seq = " + seq,
                "ALTER TABLE " + table + " ENABLE TRIGGER append_only");
    }
}

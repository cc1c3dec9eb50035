package kr.hangil.billing.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import kr.hangil.billing.database.Database;
import kr.hangil.stack.quarkus.Midday;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two replicas that work on archives at the same time. */
@QuarkusTest
@SuppressWarnings("NullAway.Init")
class ArchivingReplicasTest extends OldMonth {

    /** Long enough to see that a step is another's, and shorter than that one may be held. */
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    private static final Duration WHOLE = Duration.ofSeconds(60);

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

    @Inject
    ArchiveConfig config;

    private Archiving other;

    @BeforeEach
    void startAnother() {
        other = new Archiving(database, vertx, store, files, service, config, Midday.CLOCK);
    }

    /** One is stopped inside PostgreSQL when its step is done and about to be told. */
    @ParameterizedTest
    @ValueSource(strings = {"written", "compared", "archived"})
    void shouldLeaveAStepToTheReplicaThatIsTakingIt(String state) throws SQLException, IOException {
        useAndBill();
        List<String> before = answers();
        int id = ask();
        execute(
                """
                CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    WHILE NOT pg_try_advisory_xact_lock_shared(hashtext('held')) LOOP
                        PERFORM pg_sleep(0.02);
                    END LOOP;
                    RETURN NULL;
                END $$""",
                "CREATE TRIGGER hold AFTER UPDATE ON archive FOR EACH ROW WHEN (NEW.state = '" + state
                        + "' AND OLD.state <> NEW.state) EXECUTE FUNCTION hold()");
        CompletableFuture<Void> works = CompletableFuture.completedFuture(null);
        try (Connection connection = postgres.connect("billing");
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(hashtext('held'))");
            works = archiving.work().subscribeAsCompletionStage();
            await().atMost(WHOLE)
                    .until(() -> number("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") == 1);

            assertThat(other.step().await().atMost(AT_ONCE)).isFalse();
        } finally {
            works.join();
            execute("DROP TRIGGER hold ON archive", "DROP FUNCTION hold()");
        }

        Uni.join().all(archiving.work(), other.work()).andFailFast().await().atMost(WHOLE);

        state(id).body("state", equalTo("archived")).body("problem", equalTo(null));
        assertThat(partitions()).isZero();
        assertThat(parts()).isEmpty();
        assertThat(answers()).isEqualTo(before);
    }

    @Test
    void shouldLeaveAloneTheFileThatAnotherReplicaIsWriting() throws SQLException, IOException {
        useAndBill();
        int id = ask();
        String partition = "usage_event_" + month.toString().replace("-", "");
        CompletableFuture<Boolean> writes;
        try (Connection connection = postgres.connect("billing");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE " + partition + " IN ACCESS EXCLUSIVE MODE");
            writes = archiving.step().subscribeAsCompletionStage();
            await().atMost(WHOLE)
                    .until(() -> number("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '" + partition
                                    + "'::regclass")
                            == 1);
            List<Path> written = parts();

            CompletableFuture<Boolean> looks = other.step().subscribeAsCompletionStage();

            assertThat(looks).succeedsWithin(AT_ONCE).isEqualTo(false);
            assertThat(written).hasSize(1);
            assertThat(parts()).isEqualTo(written);
        }
        assertThat(writes).succeedsWithin(WHOLE).isEqualTo(true);
        state(id).body("state", equalTo("written")).body("problem", equalTo(null));
        archiving.work().await().atMost(WHOLE);
        state(id).body("state", equalTo("archived"));
    }
}

package kr.hangil.billing.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kr.hangil.billing.RunningBilling;
import kr.hangil.billing.database.Database;
import kr.hangil.stack.quarkus.Midday;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ServedRetentionTest extends RunningBilling {

    private final LocalDate today = Midday.today();

    @Inject
    ServedRetention retention;

    @Inject
    Database database;

    @Test
    void shouldKeepWhatReportsAreMadeOfForYearsAndNoStepsOnTheWay() throws SQLException {
        execute(account());
        LocalDate aged = today.minusDays(36);
        LocalDate ancient = today.minusYears(6).minusDays(1);
        execute(reading(today.minusDays(35), 1));
        execute(reading(today.minusDays(35), 2));
        execute(reading(aged, 1));
        execute(reading(aged, 2));
        execute(reading(aged, 3));
        execute(reading(ancient, 7));
        execute(reading(today.minusYears(6), 8));

        retention.tidy().await().atMost(Duration.ofSeconds(20));

        assertThat(left())
                .containsExactly(
                        today.minusYears(6) + " 8",
                        aged + " 3",
                        today.minusDays(35) + " 1",
                        today.minusDays(35) + " 2");
    }

    /** Its days are those of the database's own clock, which stands still in a transaction. */
    @Test
    void shouldRefuseInTheDatabaseWhatIsNeeded() throws SQLException {
        try (Connection connection = postgres.connect("billing");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            LocalDate now = today(statement);
            statement.execute(account());
            statement.execute(reading(now.minusDays(35), 1));
            statement.execute(reading(now.minusDays(35), 2));
            statement.execute(reading(now.minusYears(5), 3));
            statement.execute(reading(now.minusYears(5).minusDays(1), 4));
            String delete = "DELETE FROM served_reading WHERE account = '" + tenant + "' AND requests = ";
            Savepoint all = connection.setSavepoint();
            for (int needed : List.of(1, 2, 3)) {
                assertThatThrownBy(() -> statement.execute(delete + needed)).hasMessageContaining("append-only");
                connection.rollback(all);
            }

            statement.execute(delete + 4);

            assertThat(left(statement)).hasSize(3);
            connection.rollback();
        }
    }

    @Test
    void shouldRefuseToStartWithLessThanTheDatabaseKeeps() {
        assertThat(retention.findings()).isEmpty();
        assertThat(new ServedRetention(
                                database,
                                new SmallRyeConfigBuilder()
                                        .withMapping(ReconciliationConfig.class)
                                        .withDefaultValues(Map.of(
                                                "hangil.billing.reconciliation.keep", "P4Y364D",
                                                "hangil.billing.reconciliation.keep-superseded", "P34D"))
                                        .build()
                                        .getConfigMapping(ReconciliationConfig.class),
                                Midday.CLOCK)
                        .findings())
                .containsExactly(
                        "hangil.billing.reconciliation.keep is P4Y364D, less than P5Y",
                        "hangil.billing.reconciliation.keep-superseded is P34D, less than P35D");
    }

    private static LocalDate today(Statement statement) throws SQLException {
        try (var rows = statement.executeQuery("SELECT (now() AT TIME ZONE 'Asia/Seoul')::date")) {
            rows.next();
            return rows.getObject(1, LocalDate.class);
        }
    }

    private String account() {
        return "INSERT INTO served_account VALUES ('" + tenant + "', 'r', 'kr-ulsan', now(), now())";
    }

    private String reading(LocalDate day, int requests) {
        return "INSERT INTO served_reading VALUES ('%s', '%s', 'd', 'gateway-service', '%2$s', %d, 1, 0, 1, 0, 0, 0, now())"
                .formatted(day, tenant, requests);
    }

    private List<String> left() throws SQLException {
        try (Connection connection = postgres.connect("billing");
                Statement statement = connection.createStatement()) {
            return left(statement);
        }
    }

    private List<String> left(Statement statement) throws SQLException {
        List<String> left = new ArrayList<>();
        try (var rows = statement.executeQuery(
                "SELECT day, requests FROM served_reading WHERE account = '" + tenant + "' ORDER BY day, requests")) {
            while (rows.next()) {
                left.add(rows.getString(1) + " " + rows.getInt(2));
            }
        }
        return left;
    }
}

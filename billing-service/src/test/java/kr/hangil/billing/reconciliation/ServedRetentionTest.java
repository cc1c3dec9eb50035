package kr.hangil.billing.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kr.hangil.billing.RunningBilling;
import kr.hangil.billing.database.Database;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ServedRetentionTest extends RunningBilling {

    private final LocalDate today = Day.at(Instant.now()).date();

    @Inject
    ServedRetention retention;

    @Inject
    Database database;

    @Test
    void shouldKeepWhatReportsAreMadeOfForYearsAndNoStepsOnTheWay() throws SQLException {
        execute("INSERT INTO served_account VALUES ('%1$s', 'r', 'kr-ulsan', now(), now())");
        LocalDate aged = today.minusDays(36);
        LocalDate ancient = today.minusYears(6).minusDays(1);
        reading(today.minusDays(35), 1);
        reading(today.minusDays(35), 2);
        reading(aged, 1);
        reading(aged, 2);
        reading(aged, 3);
        reading(ancient, 7);
        reading(today.minusYears(6), 8);

        retention.tidy().await().atMost(Duration.ofSeconds(20));

        assertThat(left())
                .containsExactly(
                        today.minusYears(6) + " 8",
                        aged + " 3",
                        today.minusDays(35) + " 1",
                        today.minusDays(35) + " 2");
    }

    @Test
    void shouldRefuseInTheDatabaseWhatIsNeeded() throws SQLException {
        execute("INSERT INTO served_account VALUES ('%1$s', 'r', 'kr-ulsan', now(), now())");
        reading(today.minusDays(35), 1);
        reading(today.minusDays(35), 2);
        reading(today.minusYears(5), 3);
        reading(today.minusYears(5).minusDays(1), 4);
        for (int needed : List.of(1, 2, 3)) {
            assertThatThrownBy(
                            () -> execute("DELETE FROM served_reading WHERE account = '%1$s' AND requests = " + needed))
                    .hasMessageContaining("append-only");
        }

        execute("DELETE FROM served_reading WHERE account = '%1$s' AND requests = 4");

        assertThat(left()).hasSize(3);
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
                                Clock.systemUTC())
                        .findings())
                .containsExactly(
                        "hangil.billing.reconciliation.keep is P4Y364D, less than P5Y",
                        "hangil.billing.reconciliation.keep-superseded is P34D, less than P35D");
    }

    private void reading(LocalDate day, int requests) {
        execute("INSERT INTO served_reading VALUES ('" + day + "', '%1$s', 'd', 'gateway-service', '%1$s', " + requests
                + ", 1, 0, 1, 0, 0, 0, now())");
    }

    private List<String> left() throws SQLException {
        List<String> left = new ArrayList<>();
        try (Connection connection = postgres.connect("billing");
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT day, requests FROM served_reading WHERE account = '" + tenant
                        + "' ORDER BY day, requests")) {
            while (rows.next()) {
                left.add(rows.getString(1) + " " + rows.getInt(2));
            }
        }
        return left;
    }
}

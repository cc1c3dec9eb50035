package kr.hangil.billing.ingest;

import static kr.hangil.billing.Events.price;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import kr.hangil.billing.RunningBilling;
import kr.hangil.stack.quarkus.Midday;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The database refuses to change what was booked, even to the service's own role. */
@QuarkusTest
class AppendOnlyTest extends RunningBilling {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE usage_event SET prompt_tokens = 0 WHERE tenant = '%s'",
                "DELETE FROM usage_event WHERE tenant = '%s'",
                "UPDATE usage_identity SET event_id = 'x' WHERE tenant = '%s'",
                "DELETE FROM usage_identity WHERE tenant = '%s'",
                "UPDATE charge SET amount = 0",
                "DELETE FROM charge",
                "TRUNCATE usage_event",
                "TRUNCATE usage_identity",
                "TRUNCATE charge",
                "TRUNCATE price",
                "UPDATE price SET amount = 0",
                "UPDATE price SET valid_to = NULL",
                "DELETE FROM price",
                "UPDATE price_book SET name = 'x'",
                "DELETE FROM price_book",
            })
    void shouldRefuseToChangeWhatWasBooked(String sql) throws SQLException {
        book();

        try (Connection connection = postgres.connect("billing");
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(sql.formatted(tenant)))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("is refused");
        }
    }

    @Test
    void shouldRefuseToEmptyThePartitionOfAMonth() throws SQLException {
        book();
        String month = Midday.today().format(DateTimeFormatter.ofPattern("yyyyMM"));

        try (Connection connection = postgres.connect("billing");
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("TRUNCATE usage_event_" + month))
                    .hasMessageContaining("is refused");
            assertThatThrownBy(() -> statement.execute("DELETE FROM charge_" + month))
                    .hasMessageContaining("is refused");
        }
    }

    @Test
    void shouldOpenAMonthOnceWhenAskedTwice() throws SQLException {
        LocalDate month = LocalDate.of(2031, 5, 1);

        try (Connection connection = postgres.connect("billing");
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT open_month('" + month + "')");
            statement.execute("SELECT open_month('" + month + "')");

            try (var rows = statement.executeQuery("SELECT count(*) FROM usage_event_203105")) {
                rows.next();
                assertThat(rows.getInt(1)).isZero();
            }
        }
    }

    private void book() {
        publish(price(model, "prompt", "1", "2026-01-01T00:00:00Z", null)).statusCode(201);
        deliver(List.of(event().tokens(1, 0, 0).build())).statusCode(200);
    }
}

package kr.hangil.billing.ingest;

import static kr.hangil.billing.Events.price;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.oneOf;

import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import kr.hangil.billing.RunningBilling;
import kr.hangil.stack.quarkus.Midday;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Booking is cut at each of its steps, and gateways' clocks and deliveries are as bad as is allowed: the sums stay the same. */
@QuarkusTest
class DeliveryFaultsTest extends RunningBilling {

    private static final int EVENTS = 20;

    /** The connection dies inside PostgreSQL the moment the step has written: exactly there, not somewhere near it. */
    @ParameterizedTest
    @CsvSource({
        "usage_identity, NEW.tenant",
        "usage_event,    NEW.tenant",
        "charge,         (SELECT e.tenant FROM usage_event e WHERE e.seq = NEW.seq)",
        "spend_total,    NEW.tenant",
        "charge_total,   NEW.tenant",
        "usage_rollup,   NEW.tenant",
    })
    void shouldBookAllOrNothingWhenTheConnectionDiesAtAStep(String table, String whose) throws SQLException {
        publish(price(model, "prompt", "1000000", "2026-01-01T00:00:00Z", null)).statusCode(201);
        List<Map<String, @Nullable Object>> events = new ArrayList<>();
        for (int i = 1; i <= EVENTS; i++) {
            events.add(event().tokens(i, 0, 0).build());
        }
        try (Connection connection = postgres.connect("billing");
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN
                        IF %s = '%s' THEN
                            PERFORM pg_terminate_backend(pg_backend_pid());
                        END IF;
                        RETURN NULL;
                    END $$""".formatted(whose, tenant));
            statement.execute(
                    "CREATE TRIGGER die AFTER INSERT OR UPDATE ON " + table + " FOR EACH ROW EXECUTE FUNCTION die()");
            try {
                deliver(events).statusCode(503).body("error.code", equalTo("unavailable"));
            } finally {
                statement.execute("DROP TRIGGER die ON " + table);
                statement.execute("DROP FUNCTION die()");
            }
        }
        assertNothingBooked();

        deliver(events).statusCode(200).body("results.verdict", everyItem(is("accepted")));
        deliver(events).statusCode(200).body("results.verdict", everyItem(is("duplicate")));

        assertBooked(EVENTS);
        operator().get("/v1/verification").then().body("ok", equalTo(true));
    }

    /** Prices go by the gateway's time, however late, early or out of order an event comes. */
    @Test
    void shouldChargeByEventTimeWhenDeliveryIsDelayedShuffledAndClocksAreSkewed() {
        Instant now = Midday.now().truncatedTo(ChronoUnit.SECONDS);
        Instant change = now.minus(Duration.ofDays(10));
        publish(
                        price(model, "prompt", "1000000", "2026-01-01T00:00:00Z", change.toString()),
                        price(model, "prompt", "3000000", change.toString(), null))
                .statusCode(201);
        Random random = new Random(7);
        List<Map<String, @Nullable Object>> events = new ArrayList<>();
        long exact = 0;
        for (int i = 1; i <= 120; i++) {
            Instant time = switch (i) {
                case 1 -> change.minusMillis(1);
                case 2 -> change;
                case 3 -> now.plus(Duration.ofMinutes(4));
                case 4 -> now.minus(Duration.ofDays(35)).plus(Duration.ofMinutes(5));
                default -> now.minusSeconds(random.nextInt(34 * 24 * 3600));
            };
            events.add(event().with("source", "/regions/kr-ulsan/gateways/gw-" + i % 3)
                    .at(time)
                    .tokens(i, 0, 0)
                    .build());
            exact += time.isBefore(change) ? i : 3L * i;
        }

        for (int delivery = 0; delivery < 3; delivery++) {
            Collections.shuffle(events, random);
            for (int from = 0; from < events.size(); from += 40) {
                deliver(events.subList(from, from + 40))
                        .statusCode(200)
                        .body("results.verdict", everyItem(oneOf("accepted", "duplicate")));
            }
        }

        operator()
                .queryParam("from", now.minus(Duration.ofDays(36)).toString())
                .queryParam("to", now.plus(Duration.ofHours(1)).toString())
                .get("/v1/tenants/{t}/spend", tenant)
                .then()
                .statusCode(200)
                .body("exact", equalTo(BigDecimal.valueOf(exact).setScale(9).toPlainString()));
    }

    private void assertNothingBooked() {
        operator().get("/v1/tenants/{t}/usage?bucket=1mo", tenant).then().body("data", hasSize(0));
        operator().get("/v1/tenants/{t}/spend?bucket=1mo", tenant).then().body("exact", equalTo("0.000000000"));
    }

    private void assertBooked(int events) {
        operator()
                .get("/v1/tenants/{t}/usage?bucket=1mo", tenant)
                .then()
                .body("data.requests.sum()", equalTo(events))
                .body("data.promptTokens.sum()", equalTo(events * (events + 1) / 2));
        operator()
                .get("/v1/tenants/{t}/spend?bucket=1mo", tenant)
                .then()
                .body(
                        "exact",
                        equalTo(BigDecimal.valueOf((long) events * (events + 1) / 2)
                                .setScale(9)
                                .toPlainString()));
    }
}

package kr.hangil.billing.pricing;

import static kr.hangil.billing.Events.price;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import kr.hangil.billing.RunningBilling;
import org.junit.jupiter.api.Test;

/** No event is parked for a price that is just being published, whichever of the two commits first. */
@QuarkusTest
class PublicationRaceTest extends RunningBilling {

    @Test
    void shouldChargeAnEventThatCameWhileItsPriceWasBeingPublished() throws Exception {
        try (ExecutorService sender = Executors.newSingleThreadExecutor();
                Connection publication = postgres.connect("billing");
                Statement statement = publication.createStatement()) {
            publication.setAutoCommit(false);
            statement.execute("LOCK TABLE price IN EXCLUSIVE MODE");
            insertPrice(statement);

            Future<?> delivery = sender.submit(() ->
                    deliver(List.of(event().tokens(2_000_000, 0, 0).build())).statusCode(200));
            awaitWaiting("RowShareLock");
            publication.commit();
            delivery.get(30, TimeUnit.SECONDS);
        }

        operator()
                .get("/v1/tenants/{tenant}/spend", tenant)
                .then()
                .body("exact", equalTo("6.000000000"))
                .body("unrated", equalTo(0));
    }

    @Test
    void shouldPublishOnlyWhenEventsInFlightAreBooked() throws Exception {
        try (ExecutorService operator = Executors.newSingleThreadExecutor();
                Connection ingest = postgres.connect("billing");
                Statement statement = ingest.createStatement()) {
            ingest.setAutoCommit(false);
            statement.execute("LOCK TABLE price IN ROW SHARE MODE");

            Future<?> publication =
                    operator.submit(() -> publish(price(model, "prompt", "1", "2026-01-01T00:00:00Z", null))
                            .statusCode(201));
            awaitWaiting("ExclusiveLock");
            assertThat(publication).isNotDone();
            ingest.commit();
            publication.get(30, TimeUnit.SECONDS);
        }
    }

    private void insertPrice(Statement statement) throws SQLException {
        statement.execute("""
                WITH book AS (
                    INSERT INTO price_book (name, version, currency, vat, content_hash, published_by, published_at)
                    VALUES ('%1$s', 1, 'KRW', 'EXCLUSIVE', sha256('%1$s'), 'test', now()) RETURNING id)
                INSERT INTO price (book_id, model, meter, per, amount, valid_from)
                SELECT id, '%1$s', 'prompt', 1000000, 3, '2026-01-01' FROM book""".formatted(model));
    }

    private void awaitWaiting(String mode) throws SQLException {
        try (Connection watcher = postgres.connect("billing");
                Statement statement = watcher.createStatement()) {
            await().atMost(30, TimeUnit.SECONDS).until(() -> waiting(statement, mode) > 0);
        }
    }

    private static int waiting(Statement statement, String mode) throws SQLException {
        try (ResultSet rows = statement.executeQuery(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'price'::regclass AND mode = '" + mode
                        + "'")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}

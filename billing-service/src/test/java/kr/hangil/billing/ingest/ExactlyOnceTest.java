package kr.hangil.billing.ingest;

import static kr.hangil.billing.Events.price;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import kr.hangil.billing.Events;
import kr.hangil.billing.RunningBilling;
import kr.hangil.contracts.usage.UsageEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Invariant 2: no usage is lost, none is counted twice, whatever delivery does. */
@QuarkusTest
class ExactlyOnceTest extends RunningBilling {

    private static final int EVENTS = 300;
    private static final int BATCH = 30;
    private static final int SENDERS = 5;

    /** The tables a batch writes to, in its order. */
    private static final List<String> WRITTEN = List.of("usage_identity", "usage_event", "charge");

    private final AtomicInteger refused = new AtomicInteger();

    @Test
    void shouldCountOnceWhenDuplicatesAreShuffledAndReplayedInParallel() throws Exception {
        publishPrices();
        List<Map<String, @Nullable Object>> events = events();
        Map<String, Integer> accepted = new ConcurrentHashMap<>();

        inParallel(sender -> {
            for (List<Map<String, @Nullable Object>> batch : shuffledWithDuplicates(events, sender)) {
                Response answer = send(batch);
                assertThat(answer.statusCode()).isEqualTo(200);
                List<String> verdicts = answer.jsonPath().getList("results.verdict");
                assertThat(verdicts).isSubsetOf("accepted", "duplicate").hasSameSizeAs(batch);
                for (int i = 0; i < verdicts.size(); i++) {
                    if (verdicts.get(i).equals("accepted")) {
                        accepted.merge(String.valueOf(batch.get(i).get("id")), 1, Integer::sum);
                    }
                }
            }
        });

        assertThat(accepted)
                .hasSize(EVENTS)
                .allSatisfy((id, times) -> assertThat(times).isEqualTo(1));
        assertCountedOnce();
    }

    @Test
    void shouldCountOnceWhenConnectionsDieInMidBatchAndSendersReplay() throws Exception {
        publishPrices();
        List<Map<String, @Nullable Object>> events = events();
        try (ExecutorService cutter = Executors.newSingleThreadExecutor();
                Connection admin = postgres.connect("billing");
                Statement statement = admin.createStatement()) {
            admin.setAutoCommit(false);
            holdBatches(statement);
            Future<?> cutting = cutter.submit(() -> cutBatches(statement));

            inParallel(sender -> {
                for (List<Map<String, @Nullable Object>> batch : shuffledWithDuplicates(events, sender)) {
                    sendUntilTaken(batch);
                }
            });
            cutting.get();
        }

        assertThat(refused).as("batches cut off").hasValueGreaterThanOrEqualTo(WRITTEN.size());
        shuffledWithDuplicates(events, 0).forEach(this::sendUntilTaken);
        assertCountedOnce();
    }

    /** From now on a batch waits before it writes to any of {@link #WRITTEN}, the first in its order first. */
    private static void holdBatches(Statement statement) throws SQLException {
        for (String table : WRITTEN.reversed()) {
            statement.execute("SAVEPOINT before_" + table);
            statement.execute("LOCK TABLE " + table + " IN SHARE MODE");
        }
    }

    /** Ends the connections of the batches that wait, at each table in turn, and then lets the rest go on to the next. */
    private static @Nullable Void cutBatches(Statement statement) throws SQLException, InterruptedException {
        for (String table : WRITTEN) {
            while (cutWaiting(statement) == 0) {
                Thread.sleep(20);
            }
            statement.execute("ROLLBACK TO SAVEPOINT before_" + table);
        }
        statement.execute("ROLLBACK");
        return null;
    }

    private static int cutWaiting(Statement statement) throws SQLException {
        // what a transaction has read of the activity it would read again, unchanged
        statement.execute("SELECT pg_stat_clear_snapshot()");
        try (ResultSet rows = statement.executeQuery("""
                SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                WHERE usename = 'billing' AND pid <> pg_backend_pid() AND wait_event_type = 'Lock'
                """)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private void sendUntilTaken(List<Map<String, @Nullable Object>> batch) {
        for (int attempt = 0; attempt < 200; attempt++) {
            Response answer = send(batch);
            if (answer.statusCode() == 200) {
                return;
            }
            refused.incrementAndGet();
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.jsonPath().getString("error.code")).isEqualTo("unavailable");
        }
        throw new AssertionError("the batch was never taken");
    }

    private Response send(List<Map<String, @Nullable Object>> batch) {
        return gateway()
                .contentType(UsageEvent.BATCH_MEDIA_TYPE)
                .body(Events.json(batch))
                .post("/v1/usage/events");
    }

    private void publishPrices() {
        publish(
                        price(model, "prompt", "0.1", "2026-01-01T00:00:00Z", null),
                        price(model, "completion", "0.3", "2026-01-01T00:00:00Z", null))
                .statusCode(201);
    }

    private List<Map<String, @Nullable Object>> events() {
        return IntStream.range(0, EVENTS)
                .mapToObj(i -> event().tokens(i + 1, 0, 2L * i + 1).build())
                .toList();
    }

    /** All events in batches, in another order for each sender, a fifth of them twice. */
    private static List<List<Map<String, @Nullable Object>>> shuffledWithDuplicates(
            List<Map<String, @Nullable Object>> events, int sender) {
        Random random = new Random(sender);
        List<Map<String, @Nullable Object>> sent = new ArrayList<>(events);
        events.stream().filter(event -> random.nextInt(5) == 0).forEach(sent::add);
        Collections.shuffle(sent, random);
        List<List<Map<String, @Nullable Object>>> batches = new ArrayList<>();
        for (int i = 0; i < sent.size(); i += BATCH) {
            batches.add(sent.subList(i, Math.min(sent.size(), i + BATCH)));
        }
        return batches;
    }

    private void assertCountedOnce() {
        int prompt = EVENTS * (EVENTS + 1) / 2;
        int completion = EVENTS * EVENTS;
        operator()
                .get("/v1/tenants/{tenant}/usage?bucket=1mo", tenant)
                .then()
                .body("data.requests.sum()", equalTo(EVENTS))
                .body("data.promptTokens.sum()", equalTo(prompt))
                .body("data.completionTokens.sum()", equalTo(completion))
                .body("data.unrated.sum()", equalTo(0));
        operator()
                .get("/v1/tenants/{tenant}/spend?bucket=1mo", tenant)
                .then()
                .body("exact", equalTo(exact(prompt, completion)));
    }

    private static String exact(int prompt, int completion) {
        return BigDecimal.valueOf(prompt + 3L * completion, 7).setScale(9).toPlainString();
    }

    private static void inParallel(IntConsumer sender) throws InterruptedException, ExecutionException {
        try (ExecutorService senders = Executors.newFixedThreadPool(SENDERS)) {
            List<Callable<Boolean>> work = IntStream.range(0, SENDERS)
                    .mapToObj(i -> (Callable<Boolean>) () -> {
                        sender.accept(i);
                        return true;
                    })
                    .toList();
            for (Future<Boolean> done : senders.invokeAll(work)) {
                assertThat(done.get()).isTrue();
            }
        }
    }
}

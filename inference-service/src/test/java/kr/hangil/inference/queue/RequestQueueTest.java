package kr.hangil.inference.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.inference.support.EngineSettings;
import kr.hangil.platform.error.PlatformException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RequestQueueTest {

    private static final int SLOTS = 4;
    private static final int LENGTH = 6;
    private static final long TOKENS = 1000;

    private final AtomicLong nanos = new AtomicLong();
    private final RequestQueue queue = new RequestQueue(
            SLOTS,
            new EngineSettings(Map.of(
                            "hangil.inference.queue.length", String.valueOf(LENGTH),
                            "hangil.inference.queue.tokens", String.valueOf(TOKENS),
                            "hangil.inference.queue.retry-after", "3s"))
                    .queue(),
            nanos::get);

    private static Demand chat(int places, long tokens) {
        return new Demand("narae", Priority.INTERACTIVE, places, tokens);
    }

    private List<RequestQueue.Ticket> fillSlots() {
        List<RequestQueue.Ticket> tickets = new ArrayList<>();
        for (int i = 0; i < SLOTS; i++) {
            tickets.add(queue.enter(chat(1, 100), RequestQueueTest::nothing));
        }
        return tickets;
    }

    private static void nothing() {}

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Property(tries = 200)
    void shouldNeverBeOverItsBoundsAndLeaveNobodyBehind(@ForAll long seed) {
        // Given
        Random random = new Random(seed);
        List<RequestQueue.Ticket> inside = new ArrayList<>();
        AtomicInteger grants = new AtomicInteger();
        int atOnce = 0;
        int waited = 0;

        // When
        for (int step = 0; step < 100; step++) {
            if (random.nextInt(3) > 0) {
                Demand demand = new Demand(
                        "t" + random.nextInt(3),
                        random.nextBoolean() ? Priority.BATCH : Priority.INTERACTIVE,
                        1 + random.nextInt(SLOTS + 2),
                        random.nextInt(2000));
                try {
                    RequestQueue.Ticket ticket = queue.enter(demand, grants::incrementAndGet);
                    inside.add(ticket);
                    atOnce += ticket.runsAtOnce() ? 1 : 0;
                    waited += ticket.runsAtOnce() ? 0 : 1;
                } catch (PlatformException full) {
                    assertThat(full.code()).isEqualTo(ErrorCode.QUEUE_FULL);
                    assertThat(full.retryAfter()).isNotNull();
                }
            } else if (!inside.isEmpty()) {
                inside.remove(random.nextInt(inside.size())).leave();
            }
            pass(Duration.ofMillis(random.nextInt(500)));

            // Then
            Occupancy now = queue.occupancy();
            assertThat(now.running()).isBetween(0, SLOTS);
            assertThat(now.waiting()).isBetween(0, LENGTH);
            assertThat(now.waitingTokens()).isBetween(0L, TOKENS);
        }
        while (!inside.isEmpty()) {
            inside.removeFirst().leave();
        }
        assertThat(queue.occupancy()).isEqualTo(new Occupancy(0, 0, 0, 0));
        assertThat(grants.get()).isLessThanOrEqualTo(waited);
        assertThat(atOnce).isPositive();
    }

    @Test
    void shouldLetInTheNextWhenOneLeaves() {
        // Given
        List<RequestQueue.Ticket> running = fillSlots();
        AtomicInteger granted = new AtomicInteger();
        RequestQueue.Ticket waiting = queue.enter(chat(1, 100), granted::incrementAndGet);
        assertThat(waiting.runsAtOnce()).isFalse();
        assertThat(queue.occupancy()).isEqualTo(new Occupancy(4, 1, 400, 100));

        // When
        running.getFirst().leave();
        running.getFirst().leave();

        // Then
        assertThat(granted).hasValue(1);
        assertThat(queue.occupancy()).isEqualTo(new Occupancy(4, 0, 400, 0));
    }

    @Test
    void shouldFreeThePlaceOfOneThatGivesUpWaiting() {
        // Given
        fillSlots();
        AtomicInteger granted = new AtomicInteger();
        RequestQueue.Ticket waiting = queue.enter(chat(LENGTH, 100), granted::incrementAndGet);

        // When
        waiting.leave();

        // Then
        assertThat(queue.occupancy().waiting()).isZero();
        assertThat(granted).hasValue(0);
    }

    @Test
    void shouldNotBeOvertakenForeverWhenSeveralPlacesAreNeeded() {
        // Given: one that needs all slots, and small ones behind it that would fit earlier
        List<RequestQueue.Ticket> running = fillSlots();
        List<String> order = new ArrayList<>();
        queue.enter(chat(SLOTS, 1), () -> order.add("wide"));
        queue.enter(chat(1, 1), () -> order.add("small"));

        // When
        running.forEach(RequestQueue.Ticket::leave);

        // Then
        assertThat(order).containsExactly("wide");
    }

    @Test
    void shouldRefuseTokensBeyondTheBoundThoughPlacesAreFree() {
        // Given
        fillSlots();
        queue.enter(chat(1, TOKENS - 1), RequestQueueTest::nothing);

        // When
        PlatformException refusal =
                catchThrowableOfType(PlatformException.class, () -> queue.enter(chat(1, 2), RequestQueueTest::nothing));

        // Then
        assertThat(refusal.code()).isEqualTo(ErrorCode.QUEUE_FULL);
        assertThat(refusal).hasMessageContaining("999 of 1000 tokens wait");
        assertThat(refusal.retryAfter()).as("nothing measured yet").isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void shouldTellToComeBackWhenEnoughWillHaveLeftAtTheMeasuredRate() {
        // Given: one place a second leaves
        for (int i = 0; i < 60; i++) {
            RequestQueue.Ticket ticket = queue.enter(chat(1, 10), RequestQueueTest::nothing);
            pass(Duration.ofSeconds(1));
            ticket.leave();
        }
        pass(Duration.ofHours(1));
        fillSlots();
        queue.enter(chat(1, 10), RequestQueueTest::nothing);
        queue.enter(chat(SLOTS, 10), RequestQueueTest::nothing);

        // When: one place to wait is left, and two are asked for, then five
        PlatformException two =
                catchThrowableOfType(PlatformException.class, () -> queue.enter(chat(2, 1), RequestQueueTest::nothing));
        PlatformException four =
                catchThrowableOfType(PlatformException.class, () -> queue.enter(chat(4, 1), RequestQueueTest::nothing));

        // Then
        assertThat(two.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(four.retryAfter()).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4));
    }

    @Test
    void shouldLetInAsManyAsThereAreSlotsHoweverManyThreadsCome() throws InterruptedException {
        // Given
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        CountDownLatch threads = new CountDownLatch(8);

        // When
        for (int thread = 0; thread < 8; thread++) {
            String tenant = "t" + thread;
            Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 500; i++) {
                    one(tenant, running, most, done);
                }
                threads.countDown();
            });
        }

        // Then
        assertThat(threads.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(most.get()).isBetween(1, SLOTS);
        assertThat(queue.occupancy()).isEqualTo(new Occupancy(0, 0, 0, 0));
        assertThat(done.get()).isPositive();
    }

    private void one(String tenant, AtomicInteger running, AtomicInteger most, AtomicInteger done) {
        CountDownLatch turn = new CountDownLatch(1);
        try {
            RequestQueue.Ticket ticket = queue.enter(new Demand(tenant, Priority.INTERACTIVE, 1, 10), turn::countDown);
            if (ticket.runsAtOnce() || turn.await(10, TimeUnit.SECONDS)) {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                running.decrementAndGet();
                done.incrementAndGet();
            }
            ticket.leave();
        } catch (PlatformException full) {
            Thread.onSpinWait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

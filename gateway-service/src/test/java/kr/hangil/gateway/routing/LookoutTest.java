package kr.hangil.gateway.routing;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LookoutTest {

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicBoolean waits = new AtomicBoolean();
    private final Lookout lookout = new Lookout(vertx, looks::incrementAndGet, waits::get);

    @AfterEach
    void close() {
        lookout.stop();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void shouldLookForAsLongAsSomebodyWaits() {
        waits.set(true);

        lookout.somebodyWaits();

        await().until(() -> looks.get() > 2);
    }

    @Test
    void shouldRestWhenNobodyWaits() {
        lookout.somebodyWaits();
        await().until(() -> looks.get() == 1);

        await().during(300, MILLISECONDS).until(() -> looks.get() == 1);
    }

    @Test
    void shouldLookAgainForTheNext() {
        lookout.somebodyWaits();
        await().until(() -> looks.get() == 1);
        await().during(200, MILLISECONDS).until(() -> looks.get() == 1);

        waits.set(true);
        lookout.somebodyWaits();

        await().until(() -> looks.get() > 2);
    }

    @Test
    void shouldHaveOneTimerForAllThatWait() {
        waits.set(true);
        for (int i = 0; i < 100; i++) {
            lookout.somebodyWaits();
        }

        await().during(1_000, MILLISECONDS).until(() -> looks.get() < 40);
        assertThat(looks.get()).isPositive();
    }
}

package kr.hangil.gateway.eventloop;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndOfTurnTest {

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<List<String>> handedOver = new LinkedBlockingQueue<>();
    private final EndOfTurn<String> turns = new EndOfTurn<>((context, items) -> handedOver.add(items));

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void shouldHandOverAtOnceWhatOneTurnBrought() throws Exception {
        Context loop = vertx.getOrCreateContext();
        loop.runOnContext(ignored -> {
            turns.add("a");
            turns.add("b");
            assertThat(handedOver).isEmpty();
        });
        assertThat(handedOver.poll(5, SECONDS)).containsExactly("a", "b");

        loop.runOnContext(ignored -> turns.add("c"));
        assertThat(handedOver.poll(5, SECONDS)).containsExactly("c");
    }

    @Test
    void shouldHandOverEachThatComesFromNoEventLoop() {
        turns.add("a");
        turns.add("b");
        assertThat(handedOver).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void shouldKeepNoOtherFromItsOwnWhenOneFails() {
        List<String> done = new ArrayList<>();

        EndOfTurn.each(List.of("a", "b", "c"), item -> {
            if (item.equals("b")) {
                throw new IllegalStateException("b is broken");
            }
            done.add(item);
        });

        assertThat(done).containsExactly("a", "c");
    }
}

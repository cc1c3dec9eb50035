package kr.hangil.inference.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import kr.hangil.inference.engine.Adapters;
import kr.hangil.inference.engine.Engine;
import kr.hangil.inference.engine.EngineEndpoint;
import kr.hangil.inference.engine.EngineModel;
import kr.hangil.inference.engine.EngineSignals;
import kr.hangil.inference.engine.ModelSelection;
import kr.hangil.inference.engine.Progress;
import kr.hangil.inference.engine.openaihttp.EngineHttp;
import kr.hangil.inference.engine.openaihttp.EngineMetrics;
import kr.hangil.inference.engine.openaihttp.FeatureProbe;
import kr.hangil.inference.engine.openaihttp.RemoteEngine;
import kr.hangil.inference.queue.Demand;
import kr.hangil.inference.queue.Priority;
import kr.hangil.inference.queue.RequestQueue;
import kr.hangil.inference.support.EngineSettings;
import kr.hangil.inference.support.EngineStandIn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An engine that somebody else runs, and that says it works on three requests all the time. */
@SuppressWarnings("NullAway.Init") // fields are set before each test
class EngineWatchTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final EngineSettings settings = new EngineSettings(Map.of(
            "hangil.inference.engine.metrics-interval", "20ms",
            "hangil.inference.engine.progress-timeout", "400ms",
            "hangil.inference.engine.dead-after", "800ms"));
    private final AtomicLong now = new AtomicLong();
    private final Progress progress = new Progress(now::get);
    private final Vertx vertx = Vertx.vertx();
    private EngineStandIn server;
    private EngineHttp http;
    private Engine engine;
    private RequestQueue queue;
    private EngineWatch watch;

    @BeforeEach
    void look() throws Exception {
        server = new EngineStandIn(EngineStandIn.Speech.VLLM, 0);
        http = new EngineHttp(vertx, settings.engine());
        engine = new RemoteEngine(http, endpoint(), progress);
        queue = new RequestQueue(4, settings.queue(), System::nanoTime);
        watch = new EngineWatch(
                vertx,
                new Adapters(settings.inference(), settings.engine()),
                engine,
                settings.engine(),
                new EngineMetrics(http, settings.engine()),
                new FeatureProbe(http),
                queue,
                progress,
                new SimpleMeterRegistry());
        engine.start(new EngineModel(Path.of("model"), "m", 512));
        await().atMost(SOON).until(() -> engine.status().ready());
        watch.onStart(new StartupEvent());
        await().atMost(SOON).until(() -> watch.signals().isPresent());
    }

    @AfterEach
    void end() throws Exception {
        engine.stop();
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    private EngineEndpoint endpoint() {
        return new EngineEndpoint(server.url(), Optional.empty());
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void shouldNotKnowWhatItReadLongAgo() {
        // Given
        assertThat(watch.signals().map(EngineSignals::running)).contains(3);

        // When
        server.close();

        // Then
        await().atMost(SOON).until(() -> watch.signals().isEmpty());
    }

    @Test
    void shouldCallAnEngineStalledThatSaysItWorksAndMovesNothing() throws Exception {
        // Given
        pass(Duration.ofMillis(401));
        await().atMost(SOON).until(watch::stalled);
        assertThat(watch.dead()).as("not for long yet").isFalse();
        pass(Duration.ofMillis(400));
        assertThat(watch.dead()).isTrue();

        // When
        http.awaitOneToken(endpoint(), ModelSelection.only("m"), SOON);

        // Then
        await().atMost(SOON).until(() -> !watch.stalled() && !watch.dead());
    }

    @Test
    void shouldNotCallABusyEngineStalledThatLetsMetricsWait() {
        // Given
        queue.enter(new Demand("", Priority.INTERACTIVE, 1, 10), () -> {});
        server.close();
        await().atMost(SOON).until(() -> watch.signals().isEmpty());

        // When: nothing is heard of it but the tokens it writes
        for (int token = 0; token < 5; token++) {
            pass(Duration.ofMillis(390));
            progress.moved();
        }

        // Then
        await().during(Duration.ofMillis(200)).atMost(SOON).until(() -> !watch.stalled() && !watch.dead());
        pass(Duration.ofMillis(401));
        await().atMost(SOON).until(watch::stalled);
    }
}

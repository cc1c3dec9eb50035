package kr.hangil.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.NoSuchElementException;
import kr.hangil.inference.engine.EngineStatus.Phase;
import kr.hangil.inference.engine.openaihttp.EngineHttp;
import kr.hangil.inference.engine.openaihttp.EngineNotReadyException;
import kr.hangil.inference.support.DemoModel;
import kr.hangil.inference.support.EngineSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every engine owes its pod. */
public abstract class EngineSuite {

    /** Longest wait for anything a real engine does. */
    protected static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    protected final EngineSettings settings = new EngineSettings(Map.of(
            "hangil.inference.engine.slots", "2",
            "hangil.inference.engine.restart-delay", "20ms",
            "hangil.inference.engine.restart-delay-max", "100ms"));

    private Vertx vertx;
    private EngineHttp http;
    private Engine engine;

    /** An engine that is not started. */
    protected abstract Engine create(EngineHttp http) throws Exception;

    /** Kills the server behind the engine, as a crash would. */
    protected abstract void crash(Engine engine) throws Exception;

    /** Makes sure that what {@link #create} began besides the engine is gone. */
    protected void tidy() throws Exception {}

    @BeforeEach
    void begin() throws Exception {
        vertx = Vertx.vertx();
        http = new EngineHttp(vertx, settings.engine());
        engine = create(http);
    }

    @AfterEach
    void end() throws Exception {
        engine.stop();
        tidy();
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    protected static EngineModel demo() {
        return new EngineModel(DemoModel.path(), "hangil-mini", 512);
    }

    private void awaitReady() {
        await().atMost(SOON).until(() -> engine.status().ready());
    }

    @Test
    void shouldGiveATokenAtItsEndpointWhenReady() throws Exception {
        // Given
        assertThat(engine.endpoint()).isEmpty();

        // When
        engine.start(demo());
        awaitReady();

        // Then
        http.awaitOneToken(engine.endpoint().orElseThrow(), demo().selection(), SOON);
    }

    @Test
    void shouldHideTheKeyWhenPrinted() {
        // When
        engine.start(demo());
        awaitReady();

        // Then
        EngineEndpoint endpoint = engine.endpoint().orElseThrow();
        assertThat(endpoint.toString()).doesNotContain(endpoint.apiKey().orElseThrow());
    }

    @Test
    void shouldHaveNoEndpointWhenStopped() {
        // Given
        engine.start(demo());
        awaitReady();

        // When
        engine.stop();
        engine.stop();

        // Then
        assertThat(engine.endpoint()).isEmpty();
        assertThat(engine.status().phase()).isEqualTo(Phase.STOPPED);
    }

    @Test
    void shouldRefuseToStartTwice() {
        // Given
        engine.start(demo());

        // When, Then
        assertThatIllegalStateException().isThrownBy(() -> engine.start(demo()));
    }

    @Test
    void shouldNotStartOnceStopped() {
        // Given
        engine.stop();

        // When
        engine.start(demo());

        // Then
        assertThat(engine.status().phase()).isEqualTo(Phase.STOPPED);
    }

    @Test
    void shouldBeReadyAgainAfterACrash() throws Exception {
        // Given
        engine.start(demo());
        awaitReady();

        // When
        crash(engine);

        // Then
        await().atMost(SOON).until(() -> canAnswer());
    }

    private boolean canAnswer() throws InterruptedException {
        try {
            http.awaitOneToken(engine.endpoint().orElseThrow(), demo().selection(), SOON);
            return true;
        } catch (EngineNotReadyException | NoSuchElementException e) {
            return false;
        }
    }

    /** A file that begins like a model and is none. */
    protected Path corruptModel() throws IOException {
        byte[] bytes = DemoModel.bytes();
        Path file = folder.resolve("corrupt.gguf");
        return Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    }
}

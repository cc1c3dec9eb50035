package kr.hangil.inference.engine.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import kr.hangil.inference.engine.Engine;
import kr.hangil.inference.engine.EngineModel;
import kr.hangil.inference.engine.EngineStatus.Phase;
import kr.hangil.inference.engine.EngineSuite;
import kr.hangil.inference.engine.openaihttp.EngineHttp;
import kr.hangil.inference.support.RealEngine;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init") // fields are set by create()
class LlamaCppEngineTest extends EngineSuite {

    private LlamaCppEngine engine;

    @Override
    protected Engine create(EngineHttp http) {
        LlamaServerBinary binary = new LlamaServerBinary(Optional.of(RealEngine.path()), Map.of(), line -> {});
        engine = new LlamaCppEngine(settings.engine(), 8, binary, http);
        return engine;
    }

    @Override
    protected void crash(Engine started) {
        ProcessHandle.of(engine.pid().orElseThrow()).orElseThrow().destroyForcibly();
    }

    @Test
    void shouldKeepItsKeyOffTheCommandLine() throws Exception {
        // When
        engine.start(demo());
        await().atMost(SOON).until(() -> engine.status().ready());

        // Then
        String key = engine.endpoint().orElseThrow().apiKey().orElseThrow();
        Path process = Path.of("/proc", String.valueOf(engine.pid().orElseThrow()));
        assertThat(Files.readString(process.resolve("cmdline"))).doesNotContain(key);
        assertThat(Files.readString(process.resolve("environ"))).contains(key).contains("GGML_NO_BACKTRACE=1");
    }

    @Test
    void shouldSayWhyWhenTheModelCannotBeLoaded() throws Exception {
        // Given
        EngineModel corrupt = new EngineModel(corruptModel(), "corrupt", 512);

        // When
        engine.start(corrupt);

        // Then
        AtomicReference<String> detail = new AtomicReference<>("");
        await().atMost(SOON).until(() -> {
            detail.set(engine.status().detail());
            return engine.status().phase() == Phase.BROKEN;
        });
        assertThat(engine.endpoint()).isEmpty();
        assertThat(detail.get()).contains("did not become ready", "it said:");
    }

    @Test
    void shouldLeaveNoProcessWhenStopped() {
        // Given
        engine.start(demo());
        await().atMost(SOON).until(() -> engine.status().ready());
        long pid = engine.pid().orElseThrow();

        // When
        engine.stop();

        // Then
        await().atMost(SOON).until(() -> ProcessHandle.of(pid).isEmpty());
    }
}

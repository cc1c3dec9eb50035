package kr.hangil.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import kr.hangil.inference.engine.EngineStatus.Phase;
import org.junit.jupiter.api.Test;

class EngineElsewhereTest {

    private static final EngineModel MODEL = new EngineModel(Path.of("weights"), "m", 2048);

    @Test
    void shouldBeReadyOnceItsWeightsAreHereAndAnswerNothing() {
        Engine engine = new EngineElsewhere();
        assertThat(engine.status().ready()).isFalse();

        engine.start(MODEL);

        assertThat(engine.status().ready()).isTrue();
        assertThat(engine.endpoint()).isEmpty();
        assertThat(engine.restart("stalled")).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> engine.start(MODEL));
    }

    @Test
    void shouldStayStopped() {
        Engine engine = new EngineElsewhere();
        engine.stop();

        engine.start(MODEL);

        assertThat(engine.status().phase()).isEqualTo(Phase.STOPPED);
    }
}

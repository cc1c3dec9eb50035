package kr.hangil.inference.engine.openaihttp;

import static org.assertj.core.api.Assertions.assertThat;

import kr.hangil.inference.engine.EngineSignals;
import org.junit.jupiter.api.Test;

class PrometheusTextTest {

    private static final PrometheusText TEXT = new PrometheusText("""
            # HELP a:total words, and a{fake="1"} 7 in them
            # TYPE a:total counter
            a:total{x="1",note="a } and a \\" in it"} 1.5 1700000000000
            a:total{x="2"} 2
            a:total_by_reason{x="1"} 50
            b 3e2
            c{mode="decode",submode="prefill"} NaN
            d{mode="prefill"} 4
            d{mode="decode"} 5
            d{submode="decode"} 6
            e +Inf

            broken
            """);

    @Test
    void shouldSumLabelSetsOfTheWholeNameOnly() {
        assertThat(TEXT.sum("a:total")).hasValue(3.5);
        assertThat(TEXT.largest("a:total")).hasValue(2);
        assertThat(TEXT.sum("b")).hasValue(300);
    }

    @Test
    void shouldTakeOneLabelOnlyWhenAskedTo() {
        assertThat(TEXT.sum("d{mode=\"decode\"}")).hasValue(5);
        assertThat(TEXT.sum("d")).hasValue(15);
    }

    @Test
    void shouldHaveNothingForWhatIsAbsentOrNoNumber() {
        assertThat(TEXT.sum("a")).isEmpty();
        assertThat(TEXT.sum("c")).isEmpty();
        assertThat(TEXT.sum("e")).isEmpty();
        assertThat(TEXT.sum("broken")).isEmpty();
    }

    @Test
    void shouldNotTakeAbsentForZero() {
        // When
        EngineSignals signals = EngineDialect.LLAMA_SERVER.read(new PrometheusText("llamacpp:requests_processing 1\n"));

        // Then
        assertThat(signals.running()).isEqualTo(1);
        assertThat(signals.waiting()).isNull();
        assertThat(signals.kvUse()).isNull();
        assertThat(signals.progress()).isNull();
    }

    @Test
    void shouldKnowADialectByItsMetrics() {
        assertThat(EngineDialect.of(new PrometheusText("sglang:num_running_reqs{a=\"1\"} 0\n")))
                .contains(EngineDialect.SGLANG);
        assertThat(EngineDialect.of(TEXT)).isEmpty();
    }
}

package kr.hangil.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kr.hangil.inference.AdapterReference;
import kr.hangil.inference.support.EngineSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdaptersTest {

    private static final String TWO = "legal=acme/legal-lora@prod,tax=acme/tax-lora@sha256:" + "a".repeat(64);

    private static Adapters adapters(String written, String... more) {
        Map<String, String> values = new TreeMap<>(Map.of("hangil.inference.adapters", written));
        for (int i = 0; i < more.length; i += 2) {
            values.put("hangil.inference." + more[i], more[i + 1]);
        }
        EngineSettings settings = new EngineSettings(values);
        return new Adapters(settings.inference(), settings.engine());
    }

    private static Adapters remote(String dialect) {
        return adapters(TWO, "engine.kind", "openai-http", "engine.dialect", dialect);
    }

    @Test
    void shouldReadThemAsTheyAreWritten() {
        // When
        Adapters adapters = adapters(TWO);

        // Then
        assertThat(adapters.all())
                .containsExactly(
                        new AdapterReference("legal", "acme/legal-lora", "prod"),
                        new AdapterReference("tax", "acme/tax-lora", "sha256:" + "a".repeat(64)));
        assertThat(adapters.all()).extracting(AdapterReference::toString).containsExactly(TWO.split(","));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"legal", "legal=acme", "legal=acme/legal", "legal=acme/legal@", "=acme/legal@prod", "a=b/c/d@e"})
    void shouldNotReadWhatIsWrittenOtherwise(String written) {
        assertThatThrownBy(() -> adapters(written)).hasMessageContaining("hangil.inference.adapters");
    }

    @Test
    void shouldSelectNothingWhereThereAreNone() {
        // When
        Adapters adapters =
                new Adapters(new EngineSettings(Map.of()).inference(), new EngineSettings(Map.of()).engine());

        // Then
        assertThat(adapters.all()).isEmpty();
        assertThat(adapters.base()).isEqualTo(ModelSelection.only("hangil-mini"));
    }

    @Test
    void shouldSelectAnAdapterInTheWordsOfEachEngine() {
        Map<String, Adapters> engines =
                Map.of("llama-server", adapters(TWO), "vllm", remote("vllm"), "sglang", remote("sglang"));

        engines.forEach((name, adapters) -> {
            ModelSelection base = adapters.base();
            ModelSelection tax = adapters.of(adapters.all().getLast());
            switch (name) {
                case "vllm" -> {
                    assertThat(base).isEqualTo(ModelSelection.only("hangil-mini"));
                    assertThat(tax).isEqualTo(ModelSelection.only("tax"));
                }
                case "sglang" -> {
                    assertThat(base)
                            .isEqualTo(new ModelSelection("hangil-mini", Collections.singletonMap("lora_path", null)));
                    assertThat(tax).isEqualTo(new ModelSelection("hangil-mini", Map.of("lora_path", "tax")));
                }
                default -> {
                    assertThat(base.fields()).isEqualTo(Map.of("lora", scales(0.0, 0.0)));
                    assertThat(tax.fields()).isEqualTo(Map.of("lora", scales(0.0, 1.0)));
                }
            }
        });
    }

    private static List<Map<String, Object>> scales(double... scales) {
        List<Map<String, Object>> fields = new ArrayList<>();
        for (int id = 0; id < scales.length; id++) {
            fields.add(Map.of("id", id, "scale", scales[id]));
        }
        return fields;
    }

    @ParameterizedTest
    @ValueSource(strings = {"furiosa-llm", "vllm-rbln"})
    void shouldRefuseToStartOnAnEngineWithoutAdapters(String dialect) {
        assertThatIllegalStateException()
                .isThrownBy(() -> remote(dialect))
                .withMessageContaining("engine " + dialect + " has no adapters");
    }

    @Test
    void shouldRefuseToStartNamingEverythingThatIsWrong() {
        // Given
        StringBuilder many = new StringBuilder("hangil-mini=acme/a@prod,tax=acme/b@prod,tax=acme/c@prod");
        for (int i = 0; i < Adapters.MAX - 2; i++) {
            many.append(",a").append(i).append("=acme/a@prod");
        }

        // When, Then
        assertThatIllegalStateException()
                .isThrownBy(() -> adapters(many.toString(), "engine.kind", "openai-http"))
                .withMessageContaining("hangil.inference.engine.dialect must say")
                .withMessageContaining("there are 17, of which a pod serves at most 16")
                .withMessageContaining("the name hangil-mini is another's already")
                .withMessageContaining("the name tax is another's already");
    }
}

package kr.hangil.platform.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextJsonTest {

    private final ObjectMapper json = new ObjectMapper();

    private record Body(String name, List<String> models, Map<String, List<String>> fallbacks) {}

    @BeforeEach
    void customize() {
        new PlainTextJson().customize(json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"a\\u0000\"}",
                "{\"models\":[\"a\",\"\\u0000\"]}",
                "{\"fallbacks\":{\"\\u0000\":[]}}",
                "{\"fallbacks\":{\"a\":[\"b\\u0000\"]}}"
            })
    void shouldRefuseTextThatNoDatabaseHolds(String body) {
        JsonMappingException refused =
                catchThrowableOfType(JsonMappingException.class, () -> json.readValue(body, Body.class));

        assertThat(refused.getPath()).isNotEmpty();
        assertThat(refused).rootCause().hasMessageContaining("U+0000");
    }

    @Test
    void shouldTakeEveryOtherText() throws Exception {
        String body = "{\"name\":\"가\\ud83d\\ude00\\t\",\"models\":null,\"fallbacks\":{\"\":[\"\"]}}";

        Body read = json.readValue(body, Body.class);

        assertThat(read.name()).isEqualTo("가😀\t");
        assertThat(read.fallbacks()).containsEntry("", List.of(""));
    }
}

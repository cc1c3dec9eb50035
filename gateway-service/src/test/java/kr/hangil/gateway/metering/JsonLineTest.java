package kr.hangil.gateway.metering;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonLineTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void shouldWriteEachCharacterAtEachPlaceAsAMapperDoes() throws Exception {
        for (char special = 0; special < 0x180; special++) {
            for (int length = 1; length <= 20; length++) {
                for (int at = 0; at < length; at++) {
                    // Given
                    String text = "~".repeat(at) + special + "!".repeat(length - at - 1);

                    // When
                    byte[] written = new JsonLine().text(text).bytes();

                    // Then
                    assertThat(written).isEqualTo(JSON.writeValueAsString(text).getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }
}

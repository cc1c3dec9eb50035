package kr.hangil.contracts.usage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class UsageEventTest {

    private final ObjectMapper json = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    @Test
    void shouldKeepEveryFieldWhenWrittenAndRead() throws Exception {
        // Given
        UsageEvent event = event();

        // When
        UsageEvent read = json.readValue(json.writeValueAsString(event), UsageEvent.class);

        // Then
        assertThat(read).isEqualTo(event);
    }

    @Test
    void shouldDeriveIdFromRequestAttemptAndMeter() {
        assertThat(event().id()).isEqualTo("req_1:1:tokens");
    }

    @Test
    void shouldWriteOutcomeInLowerCase() throws Exception {
        assertThat(json.writeValueAsString(event())).contains("\"outcome\":\"cancelled\"");
    }

    /** Billing of another version knows no field that is not needed, and refuses what it does not know. */
    @Test
    void shouldNameImagesAndSecondsOnlyWhereThereAreSome() throws Exception {
        String tokens = json.writeValueAsString(event());
        assertThat(tokens).doesNotContain("images", "audioSeconds");

        String some = tokens.replace("\"durationMillis\":80", "\"durationMillis\":80,\"images\":2,\"audioSeconds\":61");
        UsageEvent read = json.readValue(some, UsageEvent.class);

        assertThat(read.data().images()).isEqualTo(2);
        assertThat(read.data().audioSeconds()).isEqualTo(61);
        assertThat(json.readTree(json.writeValueAsString(read))).isEqualTo(json.readTree(some));
    }

    private static UsageEvent event() {
        Instant start = Instant.parse("2026-11-24T09:00:00.123Z");
        UsageData data = new UsageData(
                "req_1",
                "narae",
                null,
                "k1",
                null,
                "chat",
                "hangil-mini",
                "sha256:" + "a".repeat(64),
                "hangil-mini",
                "pod-0",
                "kr-ulsan",
                10,
                2,
                5,
                0,
                UsageData.Outcome.CANCELLED,
                true,
                start,
                12L,
                80);
        return UsageEvent.tokens("/regions/kr-ulsan/gateways/gw-0", 1, start.plusMillis(80), data);
    }
}

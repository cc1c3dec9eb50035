package kr.hangil.platform.error;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.error.ErrorEnvelope;
import org.junit.jupiter.api.Test;

class ErrorMappersTest {

    private final ErrorMappers mappers = new ErrorMappers();

    private record Body(List<Item> items) {}

    private record Item(int count) {
        Item {
            if (count < 0) {
                throw new IllegalArgumentException("count must be >= 0, was " + count);
            }
        }
    }

    @Test
    void shouldSayWhatWhereAndWhenToComeBack() {
        Response response = mappers.platform(
                PlatformException.retryable(ErrorCode.UNAVAILABLE, "the ledger is away", Duration.ofSeconds(3)));

        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(response.getHeaderString("Retry-After")).isEqualTo("3");
        assertThat(envelope(response).error().code()).isEqualTo("unavailable");
        assertThat(envelope(response).error().message())
                .startsWith("the ledger is away")
                .contains(envelope(response).requestId());
    }

    @Test
    void shouldNameTheUnknownFieldAndTheKnownOnes() {
        Response response = mappers.json(failure("{\"items\":[],\"itms\":1}"));

        assertThat(response.getStatus()).isEqualTo(400);
        assertThat(envelope(response).error().param()).isEqualTo("itms");
        assertThat(envelope(response).error().message())
                .contains("unknown field 'itms'")
                .contains("items");
    }

    @Test
    void shouldPointIntoListsAndKeepTheRecordsOwnWords() {
        Response response = mappers.json(failure("{\"items\":[{\"count\":1},{\"count\":-2}]}"));

        assertThat(envelope(response).error().param()).isEqualTo("items[1]");
        assertThat(envelope(response).error().message()).contains("count must be >= 0, was -2");
    }

    @Test
    void shouldTellBrokenJsonFromAWrongShape() {
        assertThat(envelope(mappers.json(failure("{\"items\":["))).error().code())
                .isEqualTo("invalid_request");
        assertThat(envelope(mappers.json(failure("{]"))).error().code()).isEqualTo("invalid_json");
    }

    @Test
    void shouldTellNothingOfAnUnexpectedFailure() {
        Response response = mappers.unknown(new IllegalStateException("password=hunter2"));

        assertThat(response.getStatus()).isEqualTo(500);
        assertThat(envelope(response).error().message()).doesNotContain("hunter2");
    }

    private static ErrorEnvelope envelope(Response response) {
        return (ErrorEnvelope) response.getEntity();
    }

    private static JsonProcessingException failure(String json) {
        try {
            new ObjectMapper().readValue(json, Body.class);
        } catch (JsonProcessingException e) {
            return e;
        }
        throw new AssertionError("accepted " + json);
    }
}

package kr.hangil.inference.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageScanTest {

    private static final String ANSWER =
            "{\"choices\":[{\"message\":{\"content\":\"\\\"usage\\\":{\\\"prompt_tokens\\\":99} \\\"usage\\\"\"}}],"
                    + "\"usage\": {\"completion_tokens\":5,\"prompt_tokens\":7,\"total_tokens\":12,"
                    + "\"prompt_tokens_details\":{\"cached_tokens\":3}},\"id\":\"x\"}";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 4096})
    void shouldFindWhatWasUsedHoweverChunksFall(int size) {
        // Given
        UsageScan scan = new UsageScan();
        byte[] bytes = Buffer.buffer(ANSWER).getBytes();

        // When
        for (int from = 0; from < bytes.length; from += size) {
            scan.feed(Buffer.buffer(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size))));
        }

        // Then
        assertThat(scan.usage()).isEqualTo(new UsageScan.Usage(7, 3, 5));
    }

    @Test
    void shouldTakeTheLastOfAStreamAndPassOverNulls() {
        // Given
        UsageScan scan = new UsageScan();

        // When
        scan.feed(Buffer.buffer("data: {\"choices\":[{}],\"usage\":null}\n\n"));
        scan.feed(Buffer.buffer("data: {\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}\n\n"));
        scan.feed(Buffer.buffer(
                "data: {\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":9,\"prompt_tokens_details\":null}}\n\n"));

        // Then
        assertThat(scan.usage()).isEqualTo(new UsageScan.Usage(1, 0, 9));
    }

    @Test
    void shouldKnowNothingWhereNothingIsSaid() {
        // Given
        UsageScan scan = new UsageScan();

        // When
        scan.feed(
                Buffer.buffer(
                        "{\"content\":\"usage\",\"usage\":null,\"usages\":{\"prompt_tokens\":1},\"my_usage\":{\"prompt_tokens\":1}}"));

        // Then
        assertThat(scan.usage()).isNull();
    }
}

package kr.hangil.registry.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ByteRangeTest {

    private static final ByteRange WHOLE = ByteRange.whole(100);

    @Test
    void shouldCutOneRange() {
        assertPart("bytes=0-0", 0, 1);
        assertPart("bytes=10-19", 10, 10);
        assertPart("bytes=90-", 90, 10);
        assertPart("bytes=90-1000", 90, 10);
        assertPart("bytes=-5", 95, 5);
        assertPart("bytes=-500", 0, 100);
        assertPart("bytes=0-999999999999999999", 0, 100);
    }

    @Test
    void shouldIgnoreWhatIsNoSingleRangeOfBytes() {
        for (@Nullable
        String header : Arrays.asList(
                null,
                "",
                "bytes",
                "bytes=",
                "bytes=-",
                "bytes=a-b",
                "bytes=5-4",
                "bytes=0-1,3-4",
                "items=0-1",
                "bytes=0-99999999999999999999")) {
            assertThat(ByteRange.parse(header, 100)).as(header).isEqualTo(WHOLE);
        }
    }

    @Test
    void shouldRefuseWhatLiesOutside() {
        assertThat(ByteRange.parse("bytes=100-", 100)).isNull();
        assertThat(ByteRange.parse("bytes=-0", 100)).isNull();
        assertThat(ByteRange.parse("bytes=0-", 0)).isNull();
        assertThat(ByteRange.parse("bytes=-1", 0)).isNull();
    }

    private static void assertPart(String header, long first, long count) {
        assertThat(ByteRange.parse(header, 100)).as(header).isEqualTo(new ByteRange(first, count, 100, true));
    }
}

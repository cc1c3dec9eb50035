package kr.hangil.platform.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RequestIdsTest {

    @Test
    void shouldMintDifferentIds() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            ids.add(RequestIds.mint());
        }
        assertThat(ids).hasSize(10_000).allMatch(id -> id.matches("req_[0-9a-f]{32}"));
    }

    @Test
    void shouldMintUuidsThatBeginWithTheTime() {
        long before = System.currentTimeMillis();
        String id = RequestIds.mint();
        long after = System.currentTimeMillis();

        UUID uuid = UUID.fromString(id.replaceFirst("req_(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5"));
        assertThat(uuid.version()).isEqualTo(7);
        assertThat(uuid.variant()).isEqualTo(2);
        assertThat(uuid.getMostSignificantBits() >>> 16).isBetween(before, after);
    }

    @Test
    void shouldTakeOverOnlyWhatIsSafeInALogLine() {
        assertThat(RequestIds.isAcceptable(RequestIds.mint())).isTrue();
        for (String id : new String[] {null, "", "a b", "a\nb", "한글", "x".repeat(129)}) {
            assertThat(RequestIds.isAcceptable(id)).isFalse();
        }
    }
}

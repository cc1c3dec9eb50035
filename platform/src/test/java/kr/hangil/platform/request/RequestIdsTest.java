package kr.hangil.platform.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
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
    void shouldTakeOverOnlyWhatIsSafeInALogLine() {
        assertThat(RequestIds.isAcceptable(RequestIds.mint())).isTrue();
        for (String id : new String[] {null, "", "a b", "a\nb", "한글", "x".repeat(129)}) {
            assertThat(RequestIds.isAcceptable(id)).isFalse();
        }
    }
}

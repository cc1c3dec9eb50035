package kr.hangil.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PrefixTest {

    private static final byte[] TEXT = "서울은 대한민국의 수도이다. ".repeat(200).getBytes(StandardCharsets.UTF_8);

    private static Prefix of(String tenant, byte[] bytes) {
        return Prefix.of(tenant, bytes, 0, bytes.length);
    }

    @Test
    void shouldRememberACommonBeginningOnly() {
        PrefixMemory memory = new PrefixMemory();
        memory.remember(of("t", TEXT));
        byte[] differs = TEXT.clone();
        differs[3 * Prefix.BLOCK_BYTES + 7]++;

        int same = memory.matches(of("t", TEXT));
        int partly = memory.matches(of("t", differs));

        assertThat(same).isEqualTo(TEXT.length / Prefix.BLOCK_BYTES);
        assertThat(partly)
                .as("the blocks before the change, though later ones are the same again")
                .isEqualTo(3);
    }

    @Test
    void shouldNeverMatchAnotherTenants() {
        PrefixMemory memory = new PrefixMemory();
        memory.remember(of("one", TEXT));

        assertThat(memory.matches(of("other", TEXT))).isZero();
    }

    @Test
    void shouldBeBoundedForALargePrompt() {
        assertThat(of("t", new byte[10 << 20]).length()).isEqualTo(Prefix.MOST_BLOCKS);
        assertThat(of("t", new byte[100]).length()).isZero();
    }
}

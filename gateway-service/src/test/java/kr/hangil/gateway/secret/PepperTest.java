package kr.hangil.gateway.secret;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PepperTest {

    private static final byte[] CONTENT = {1, 2, 3};

    @Test
    void shouldSignDifferentlyForEachPepperAndPurpose() {
        Pepper one = TestPepper.of("0123456789abcdef0123456789abcdef");
        Pepper two = TestPepper.of("0123456789abcdef0123456789abcdeF");

        assertThat(one.sign("a", CONTENT)).hasSize(32).isEqualTo(one.sign("a", CONTENT));
        assertThat(one.sign("a", CONTENT)).isNotEqualTo(two.sign("a", CONTENT)).isNotEqualTo(one.sign("b", CONTENT));
    }
}

package kr.hangil.billing.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class WonTest {

    @Test
    void shouldFloorTheExactSumOnceAndThenItsTenth() {
        WonTotal total = WonTotal.exclusiveOfVat(new BigDecimal("12345.999999999999999"));

        assertThat(total).isEqualTo(new WonTotal(12_345, 1_234, 13_579));
    }

    @Test
    void shouldGiveTheMissingWonToTheLargestRemainders() {
        List<BigDecimal> exact = List.of(new BigDecimal("1.2"), new BigDecimal("1.9"), new BigDecimal("1.9"));

        assertThat(LargestRemainder.apportion(exact)).containsExactly(1L, 2L, 2L);
    }

    @Test
    void shouldPreferTheEarlierLineWhenRemaindersAreEqual() {
        List<BigDecimal> exact = List.of(new BigDecimal("0.5"), new BigDecimal("0.5"), new BigDecimal("0.5"));

        assertThat(LargestRemainder.apportion(exact)).containsExactly(1L, 0L, 0L);
    }

    @Test
    void shouldRefuseATotalThatDoesNotAddUp() {
        assertThatThrownBy(() -> new WonTotal(100, 10, 111)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldWriteNineDecimalsAndMoreOnlyWhereTheyCount() {
        assertThat(ExactWon.text(new BigDecimal("1500"))).isEqualTo("1500.000000000");
        assertThat(ExactWon.text(new BigDecimal("0.000150000000000"))).isEqualTo("0.000150000");
        assertThat(ExactWon.text(new BigDecimal("0.000000000000001"))).isEqualTo("0.000000000000001");
    }
}

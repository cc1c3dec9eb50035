package kr.hangil.portal.frame;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypedTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1,000,000원|1000000", "₩ 12|12", "0|0", "999999999999999999|999999999999999999"})
    void shouldReadNumbersAsPeopleWriteThem(String typed, long number) {
        assertThat(Typed.number(typed, 0, Long.MAX_VALUE)).hasValue(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5", "많이", "1e3", "0", "11", "9999999999999999999"})
    void shouldReadNoNumberOutOfRangeNorAnythingElse(String typed) {
        assertThat(Typed.number(typed, 1, 10)).isEmpty();
    }

    @Test
    void shouldSplitAtCommasSpacesAndLines() {
        assertThat(Typed.parts(" a, b\r\nc  d,,")).containsExactly("a", "b", "c", "d");
        assertThat(Typed.parts("  ")).isEmpty();
    }
}

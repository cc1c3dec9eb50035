package kr.hangil.billing.profile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistrationNumbersTest {

    @ParameterizedTest
    @CsvSource({
        "123-45-67891, true",
        "1234567891, true",
        "123-45-67890, false",
        "120-81-47521, true",
        "123-45-6789, false",
        "12-345-67891, false",
        "１２３-45-67891, false",
    })
    void shouldCheckBusinessNumbers(String number, boolean valid) {
        assertThat(RegistrationNumbers.isBusiness(number)).isEqualTo(valid);
    }

    @ParameterizedTest
    @CsvSource({"110111-0062432, true", "1101110062432, true", "110111-0062433, false", "110111-006243, false"})
    void shouldCheckCorporateNumbers(String number, boolean valid) {
        assertThat(RegistrationNumbers.isCorporate(number)).isEqualTo(valid);
    }
}

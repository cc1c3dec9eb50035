package kr.hangil.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubsetTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest(name = "{0} in {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    {"a":1}                           | {"a":1,"b":2}                               | true
                    {"a":1}                           | {"a":2}                                     | false
                    {"a":{}}                          | {}                                          | true
                    {"a":{"b":1}}                     | {}                                          | false
                    {"l":[{"n":"x"}]}                 | {"l":[{"n":"x","p":"TCP"},{"n":"sidecar"}]} | true
                    {"l":[{"n":"x"},{"n":"y"}]}       | {"l":[{"n":"x"}]}                           | false
                    {"l":["a","b"]}                   | {"l":["b","a"]}                             | false
                    {"memory":"1024Mi"}               | {"memory":"1Gi"}                            | true
                    {"cpu":"1000m"}                   | {"cpu":"1"}                                 | true
                    {"cpu":"2"}                       | {"cpu":"1"}                                 | false
                    {"b":true}                        | {"b":false}                                 | false
                    """)
    void shouldSeeADifferenceOnlyWhereSomethingWantedIsMissing(String wanted, String actual, boolean holds)
            throws JsonProcessingException {
        assertThat(Subset.holds(JSON.readTree(wanted), JSON.readTree(actual))).isEqualTo(holds);
    }
}

package kr.hangil.billing.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

    /** More than is looked at once for malformed UTF-8. */
    private static final String LONG = "한글 길이 ".repeat(5_000);

    @Test
    void shouldReadEveryKindOfValue() {
        Object value = read("""
                {"text":"가","whole":7,"least":-9223372036854775808,"more":9223372036854775808,"part":7.0,"huge":1e400,
                "true":true,"false":false,"null":null,"list":[1,[],{}],"object":{"a":{"b":1}}}""");

        assertThat(value).isInstanceOf(Members.class);
        Members members = (Members) value;
        assertThat(members.value("text")).isEqualTo("가");
        assertThat(members.value("whole")).isEqualTo(7L);
        assertThat(members.value("least")).isEqualTo(Long.MIN_VALUE);
        assertThat(List.of("more", "part", "huge"))
                .allSatisfy(name -> assertThat(members.value(name)).isSameAs(Members.OTHER_NUMBER));
        assertThat(members.value("true")).isEqualTo(true);
        assertThat(members.value("false")).isEqualTo(false);
        assertThat(members.value("null")).isNull();
        assertThat(members.find("null")).isNotNegative();
        assertThat(members.value("list"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .startsWith(1L, List.of())
                .hasSize(3);
        assertThat(members.value("object")).isInstanceOf(Members.class);
    }

    @Test
    void shouldFindMembersInWhateverOrderTheyAreAskedFor() {
        Members members = (Members) read("{\"a\":1,\"b\":2,\"c\":3}");

        for (String order : List.of("abc", "cba", "bac", "ccc", "acb")) {
            for (char name : order.toCharArray()) {
                assertThat(members.value(String.valueOf(name))).isEqualTo((long) (name - 'a' + 1));
            }
            assertThat(members.find("d")).isNegative();
        }
    }

    @Test
    void shouldReadLongTextsOfEveryScript() {
        for (int before = 0; before < 4; before++) {
            String text = "x".repeat(before) + LONG + "🇰🇷".repeat(5_000);

            assertThat(read("\"" + text + "\"")).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "{", "[1,]", "{} {}", "1 2", "{\"a\":1,\"a\":2}", "[{\"b\":{\"a\":1,\"a\":2}}]", "nul"})
    void shouldRefuseWhatIsNotOneValue(String json) {
        assertRefused(json.getBytes(UTF_8), "the body");
    }

    @Test
    void shouldRefuseMalformedUtf8WhereverItIs() {
        byte[] cut = ("\"" + LONG + "한").getBytes(UTF_8);
        byte[] overlong = ("\"" + LONG + "ab\"").getBytes(UTF_8);
        overlong[overlong.length - 3] = (byte) 0xC0;
        overlong[overlong.length - 2] = (byte) 0xAF;

        assertRefused(Arrays.copyOf(cut, cut.length - 1), "not UTF-8");
        assertRefused(overlong, "not UTF-8");
    }

    private static @Nullable Object read(String json) {
        return StrictJson.read(json.getBytes(UTF_8));
    }

    private static void assertRefused(byte[] body, String why) {
        assertThatThrownBy(() -> StrictJson.read(body))
                .isInstanceOfSatisfying(
                        PlatformException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_JSON))
                .hasMessageContaining(why);
    }
}

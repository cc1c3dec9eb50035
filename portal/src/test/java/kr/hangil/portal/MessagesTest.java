package kr.hangil.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.qute.i18n.Message;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");
    private static final Pattern HANGUL = Pattern.compile("[가-힣]");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "frame",
                "frame.refusals",
                "home",
                "overview",
                "keys",
                "usage",
                "playground",
                "budgets",
                "credits",
                "invoices",
                "profile",
                "policy",
                "limits",
                "projects",
                "members",
                "audit"
            })
    void shouldSayEveryTextInBothLanguages(String area) throws Exception {
        String home = area.split("\\.", -1)[0];
        String bundle = area.substring(area.indexOf('.') + 1);
        Class<?> korean = Class.forName("kr.hangil.portal." + home + "." + Character.toUpperCase(bundle.charAt(0))
                + bundle.substring(1) + "Messages");
        Properties english = new Properties();
        try (Reader reader = new InputStreamReader(
                MessagesTest.class.getResourceAsStream("/messages/" + bundle + "_en.properties"),
                StandardCharsets.UTF_8)) {
            english.load(reader);
        }

        Set<String> keys = Arrays.stream(korean.getDeclaredMethods())
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(english.stringPropertyNames()).containsExactlyInAnyOrderElementsOf(keys);
        for (Method method : korean.getDeclaredMethods()) {
            String text = english.getProperty(method.getName());
            assertThat(text).as(method.getName()).isNotBlank();
            assertThat(placeholders(text))
                    .as(method.getName())
                    .isEqualTo(placeholders(method.getAnnotation(Message.class).value()));
            if (!method.getName().startsWith("example_")) {
                assertThat(HANGUL.matcher(text).find())
                        .as(method.getName() + " in English")
                        .isFalse();
            }
        }
    }

    private static Set<String> placeholders(String text) {
        return PLACEHOLDER.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
    }
}

package kr.hangil.portal.frame;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What people type into forms. */
public final class Typed {

    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
    private static final Pattern EMAIL = Pattern.compile("[^\\s@]+@[^\\s@]+");

    private Typed() {}

    /** {@code text} without space around it; empty where the field was left out. */
    public static String text(@Nullable String text) {
        return text == null ? "" : text.strip();
    }

    /**
     * A whole number as people write it, {@code 1,000,000원}.
     *
     * @param least at least 0
     * @param most at most 10^18 - 1
     * @return empty for what is no number from {@code least} to {@code most}
     */
    public static OptionalLong number(String text, long least, long most) {
        String digits = text.replaceAll("[,\\s₩원]", "");
        if (!NUMBER.matcher(digits).matches()) {
            return OptionalLong.empty();
        }
        long number = Long.parseLong(digits);
        return number < least || number > most ? OptionalLong.empty() : OptionalLong.of(number);
    }

    /** The parts of {@code text} that commas, spaces or lines separate. */
    public static List<String> parts(String text) {
        return Arrays.stream(text.split("[,\\s]+", -1))
                .filter(part -> !part.isEmpty())
                .toList();
    }

    /** Whether {@code text} looks like an e-mail address; whether mail arrives there nobody knows before. */
    public static boolean isEmail(String text) {
        return EMAIL.matcher(text).matches();
    }
}

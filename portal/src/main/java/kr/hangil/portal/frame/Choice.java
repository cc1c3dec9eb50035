package kr.hangil.portal.frame;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One of a few, as forms and addresses name it: in lower case. */
public final class Choice {

    private Choice() {}

    /** The constant of {@code choices} that is named so; empty where none is. */
    public static <E extends Enum<E>> Optional<E> of(Class<E> choices, @Nullable String name) {
        return Arrays.stream(choices.getEnumConstants())
                .filter(choice -> name(choice).equals(name))
                .findFirst();
    }

    /** What {@code choice} is named, for example {@code too_long}. */
    public static String name(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }
}

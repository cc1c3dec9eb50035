package kr.hangil.portal.frame;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was typed into a form, and what is wrong with it. */
public interface CheckedForm {

    /** The fields that something can be wrong with, in the order of the form. */
    List<String> fields();

    /** What is wrong by field, {@code ""} for the form as a whole. */
    Map<String, String> problems();

    /** What is wrong with {@code field}; null where it is fine. */
    default @Nullable String problem(String field) {
        return problems().get(field);
    }

    /** Whether {@code field} is the one to correct first. */
    default boolean comesFirst(String field) {
        return fields().stream().filter(problems()::containsKey).findFirst().equals(Optional.of(field));
    }

    /** Whether nothing is wrong. */
    default boolean isFine() {
        return problems().isEmpty();
    }
}

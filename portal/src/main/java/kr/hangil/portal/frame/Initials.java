package kr.hangil.portal.frame;

/** The letter that stands for a person where there is no picture. */
public final class Initials {

    private Initials() {}

    /** First character of {@code name}; a dot where it has none. */
    public static String of(String name) {
        String stripped = name.strip();
        return stripped.isEmpty() ? "·" : Character.toString(stripped.codePointAt(0));
    }
}

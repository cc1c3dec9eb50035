package kr.hangil.platform.request;

/** What text from outside may be. */
final class PlainText {

    static final String RULE = "must not have the character U+0000 in it";

    private PlainText() {}

    /** Whether PostgreSQL, and every program in C, can hold {@code text} as it is. */
    static boolean isPlain(String text) {
        return text.indexOf('\0') < 0;
    }

    /** Returns {@code text}, or throws an {@link IllegalArgumentException} that says what is wrong with it. */
    static String require(String text) {
        if (!isPlain(text)) {
            throw new IllegalArgumentException("text " + RULE);
        }
        return text;
    }
}

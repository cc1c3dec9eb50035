package kr.hangil.gateway.protocol.anthropic;

/** The beginning of an answer that the client wrote itself: some engines repeat it, Messages never does. */
final class Prefill {

    private final String prefill;
    private int matched;
    private boolean over;

    Prefill(String prefill) {
        this.prefill = prefill;
        this.over = prefill.isEmpty();
    }

    /** What of {@code text}, the next piece of the answer, is for the client. */
    String strip(String text) {
        if (over || text.isEmpty()) {
            return text;
        }
        String rest = prefill.substring(matched);
        if (rest.startsWith(text)) {
            matched += text.length();
            over = matched == prefill.length();
            return "";
        }
        over = true;
        return text.startsWith(rest) ? text.substring(rest.length()) : prefill.substring(0, matched) + text;
    }

    /** What was held back for the rest of a prefill that never came. */
    String rest() {
        if (over) {
            return "";
        }
        over = true;
        return prefill.substring(0, matched);
    }
}

package kr.hangil.gateway.envelope;

import java.nio.charset.StandardCharsets;

/** Bytes {@code start..end} of a body, to be replaced by {@code text}. */
record Splice(int start, int end, byte[] text) {

    Splice(int start, int end, String text) {
        this(start, end, text.getBytes(StandardCharsets.US_ASCII));
    }

    byte[] into(byte[] body) {
        byte[] result = new byte[body.length - (end - start) + text.length];
        System.arraycopy(body, 0, result, 0, start);
        System.arraycopy(text, 0, result, start, text.length);
        System.arraycopy(body, end, result, start + text.length, body.length - end);
        return result;
    }

    /** Where the byte at {@code position}, which is not replaced, is afterwards. */
    int moved(int position) {
        return position >= end ? position + text.length - (end - start) : position;
    }
}

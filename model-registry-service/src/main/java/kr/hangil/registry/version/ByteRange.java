package kr.hangil.registry.version;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of a file that one answer carries (RFC 9110, section 14).
 *
 * @param first offset of the first byte
 * @param count bytes, > 0 unless the file is empty
 * @param total bytes of the whole file
 * @param partial whether the answer is 206 rather than 200
 */
record ByteRange(long first, long count, long total, boolean partial) {

    /** One range; several in one header, or another unit, are ignored as the section allows. */
    private static final Pattern SINGLE = Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*");

    static ByteRange whole(long total) {
        return new ByteRange(0, total, total, false);
    }

    /**
     * @param header value of {@code Range}; null for none
     * @param total bytes of the whole file
     * @return what to send; null when the range lies outside the file (416)
     */
    static @Nullable ByteRange parse(@Nullable String header, long total) {
        Matcher range = SINGLE.matcher(header == null ? "" : header);
        if (!range.matches()) {
            return whole(total);
        }
        String from = range.group(1);
        String to = range.group(2);
        if (from.isEmpty()) {
            return to.isEmpty() ? whole(total) : suffix(Long.parseLong(to), total);
        }
        long first = Long.parseLong(from);
        long last = to.isEmpty() ? Long.MAX_VALUE : Long.parseLong(to);
        if (last < first) {
            return whole(total);
        }
        return first >= total ? null : new ByteRange(first, Math.min(last, total - 1) - first + 1, total, true);
    }

    private static @Nullable ByteRange suffix(long length, long total) {
        long count = Math.min(length, total);
        return count == 0 ? null : new ByteRange(total - count, count, total, true);
    }

    /** Value of {@code Content-Range}. */
    String contentRange() {
        return "bytes " + first + "-" + (first + count - 1) + "/" + total;
    }
}

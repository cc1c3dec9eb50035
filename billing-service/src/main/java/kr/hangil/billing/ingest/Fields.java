package kr.hangil.billing.ingest;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.function.Predicate;
import kr.hangil.billing.ingest.RejectedEventException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object, read strictly: no coercion between types, no field left unread.
 *
 * <p>Data binding was rejected here: it turns {@code "7"} and {@code 7.9} into 7, and says too little about where.
 */
final class Fields {

    private static final int MAX_TEXT = 255;
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private final Members members;
    private final String prefix;

    /** Places of the members that were asked for. */
    private final BitSet read = new BitSet();

    /** @param prefix what the path of a field begins with, for example {@code data.} */
    Fields(Members members, String prefix) {
        this.members = members;
        this.prefix = prefix;
    }

    String path(String name) {
        return prefix + name;
    }

    /** 1..255 characters without control characters. */
    String text(String name) {
        return checkedText(name, required(name));
    }

    /** As {@link #text}; null where absent or JSON's null. */
    @Nullable
    String optionalText(String name) {
        Object value = optional(name);
        return value == null ? null : checkedText(name, value);
    }

    /** A whole number of 0..{@code max}. */
    long count(String name, long max) {
        return checkedCount(name, required(name), max);
    }

    /** As {@link #count}; null where absent or JSON's null. */
    @Nullable
    Long optionalCount(String name, long max) {
        Object value = optional(name);
        return value == null ? null : (Long) checkedCount(name, value, max);
    }

    /** As {@link #count}; 0 where absent or JSON's null. */
    long countIfAny(String name, long max) {
        Long count = optionalCount(name, max);
        return count == null ? 0 : count;
    }

    boolean bool(String name) {
        if (required(name) instanceof Boolean value) {
            return value;
        }
        throw invalid(name, "must be true or false");
    }

    /** An RFC 3339 time with its offset, cut to microseconds: what the database keeps. */
    Instant instant(String name) {
        if (!(required(name) instanceof String text)) {
            throw invalid(name, "must be a time such as 2026-11-24T09:00:00.123Z");
        }
        try {
            Instant instant = Rfc3339.parse(text).truncatedTo(ChronoUnit.MICROS);
            if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
                throw invalid(name, "must be a time of this age");
            }
            return instant;
        } catch (DateTimeException e) {
            throw invalid(name, "must be a time such as 2026-11-24T09:00:00.123Z");
        }
    }

    Fields object(String name) {
        if (required(name) instanceof Members object) {
            return new Fields(object, path(name) + ".");
        }
        throw invalid(name, "must be an object");
    }

    /** @throws RejectedEventException when the object has a field that was not read */
    void noOthers() {
        int unread = read.nextClearBit(0);
        if (unread < members.size()) {
            throw RejectedEventException.at(
                    Reason.UNKNOWN_FIELD, path(printable(members.name(unread))), "is not known");
        }
    }

    RejectedEventException invalid(String name, String problem) {
        return RejectedEventException.at(Reason.INVALID_FIELD, path(name), problem);
    }

    void check(String name, String value, Predicate<String> rule, String problem) {
        if (!rule.test(value)) {
            throw invalid(name, problem);
        }
    }

    private Object required(String name) {
        Object value = optional(name);
        if (value == null) {
            throw invalid(name, "is missing");
        }
        return value;
    }

    private @Nullable Object optional(String name) {
        int place = members.find(name);
        if (place < 0) {
            return null;
        }
        read.set(place);
        return members.value(place);
    }

    private String checkedText(String name, Object value) {
        if (!(value instanceof String text)) {
            throw invalid(name, "must be a string");
        }
        if (text.isEmpty() || text.length() > MAX_TEXT) {
            throw invalid(name, "must have 1 to " + MAX_TEXT + " characters");
        }
        // PostgreSQL keeps no NUL and no half of a surrogate pair, and a log line keeps no line break.
        if (!isStorable(text)) {
            throw invalid(name, "must have no control characters");
        }
        return text;
    }

    /** A loop, not a stream: with twenty texts an event this is the hottest line of ingest. */
    private static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)) {
                return false;
            }
            if (Character.isSurrogate(c)) {
                boolean pair = i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private long checkedCount(String name, Object value, long max) {
        if (!(value instanceof Long count)) {
            throw invalid(name, "must be a whole number");
        }
        if (count < 0 || count > max) {
            throw invalid(name, "must be 0 to " + max + ", was " + count);
        }
        return count;
    }

    private static String printable(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9_.-]", "?");
        return plain.length() > 64 ? plain.substring(0, 64) : plain;
    }
}

package kr.hangil.gateway.metering;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import kr.hangil.contracts.usage.UsageEvent;

/**
 * One line of a spool segment: {@code <CRC-32 of the JSON, 8 hex digits> <JSON>\n}.
 *
 * @param kind whether the request is under way or has ended
 * @param event for {@link Kind#BEGIN} the event that stands if no other record of it follows; for {@link Kind#END} the event itself
 */
record SpoolRecord(Kind kind, UsageEvent event) {

    enum Kind {
        BEGIN,
        END
    }

    private static final int CRC_DIGITS = 8;
    private static final byte[] NO_CRC = JsonLine.ascii(" ".repeat(CRC_DIGITS + 1));
    private static final byte[] BEGINS = JsonLine.ascii("{\"kind\":\"BEGIN\"");
    private static final byte[] ENDS = JsonLine.ascii("{\"kind\":\"END\",\"event\":");
    private static final byte[] LINE_FEED = JsonLine.ascii("\n");

    byte[] encode() {
        JsonLine json = new JsonLine().raw(NO_CRC);
        EventJson.write(json, kind.name(), event);
        byte[] line = json.raw(LINE_FEED).bytes();
        String crc = crc(line, NO_CRC.length, line.length - NO_CRC.length - 1);
        for (int i = 0; i < CRC_DIGITS; i++) {
            line[i] = (byte) crc.charAt(i);
        }
        return line;
    }

    /** Whether {@code line} is a {@link Kind#BEGIN}, by its first bytes alone; false also where it is damaged. */
    static boolean begins(ByteBuffer line) {
        return startsWith(line, BEGINS);
    }

    /**
     * The event's JSON, as it was written, in a line of {@link Kind#END} without its line feed.
     *
     * @param line backed by an array, which the result shares
     * @throws IOException when the line is torn, damaged or none
     */
    static ByteBuffer endedEvent(ByteBuffer line) throws IOException {
        ByteBuffer json = checked(line);
        if (!startsWith(line, ENDS)) {
            throw new IOException("a spool line that is no event");
        }
        return json.slice(json.position() + ENDS.length, json.remaining() - ENDS.length - 1);
    }

    private static boolean startsWith(ByteBuffer line, byte[] json) {
        int start = line.position() + NO_CRC.length;
        return line.remaining() > NO_CRC.length + json.length
                && Arrays.equals(
                        line.array(),
                        line.arrayOffset() + start,
                        line.arrayOffset() + start + json.length,
                        json,
                        0,
                        json.length);
    }

    /**
     * Reads a line without its line feed.
     *
     * @throws IOException when it is torn or damaged
     */
    static SpoolRecord decode(ObjectMapper json, ByteBuffer line) throws IOException {
        ByteBuffer checked = checked(line);
        return json.readValue(
                checked.array(), checked.arrayOffset() + checked.position(), checked.remaining(), SpoolRecord.class);
    }

    /** The line's JSON, which matches its checksum. */
    private static ByteBuffer checked(ByteBuffer line) throws IOException {
        if (line.remaining() < CRC_DIGITS + 2) {
            throw new IOException("a spool line of " + line.remaining() + " bytes");
        }
        int start = line.arrayOffset() + line.position();
        String written = new String(line.array(), start, CRC_DIGITS, StandardCharsets.US_ASCII);
        if (!written.equals(crc(line.array(), start + NO_CRC.length, line.remaining() - NO_CRC.length))) {
            throw new IOException("a spool line does not match its checksum");
        }
        return line.slice(line.position() + NO_CRC.length, line.remaining() - NO_CRC.length);
    }

    private static String crc(byte[] bytes, int offset, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, offset, length);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}

package kr.hangil.gateway.metering;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
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
 * @param kind whether the request began or ended
 * @param event for {@link Kind#BEGIN} the event that stands if no end follows; for {@link Kind#END} the event itself
 */
record SpoolRecord(Kind kind, UsageEvent event) {

    enum Kind {
        BEGIN,
        END
    }

    private static final int CRC_DIGITS = 8;
    private static final byte[] NO_CRC = " ".repeat(CRC_DIGITS + 1).getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BEGINS = "{\"kind\":\"BEGIN\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ENDS = "{\"kind\":\"END\",\"event\":".getBytes(StandardCharsets.US_ASCII);
    private static final int TYPICAL_LINE = 1_024;

    byte[] encode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(TYPICAL_LINE);
        out.writeBytes(NO_CRC);
        EventJson.write(out, kind.name(), event);
        out.write('\n');
        byte[] line = out.toByteArray();
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
     * @throws IOException when the line is torn, damaged or none
     */
    static byte[] endedEvent(ByteBuffer line) throws IOException {
        byte[] bytes = checked(line);
        if (!startsWith(ByteBuffer.wrap(bytes), ENDS)) {
            throw new IOException("a spool line that is no event");
        }
        return Arrays.copyOfRange(bytes, NO_CRC.length + ENDS.length, bytes.length - 1);
    }

    private static boolean startsWith(ByteBuffer line, byte[] json) {
        if (line.remaining() <= NO_CRC.length + json.length) {
            return false;
        }
        int start = line.position() + NO_CRC.length;
        for (int i = 0; i < json.length; i++) {
            if (line.get(start + i) != json[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Reads a line without its line feed.
     *
     * @throws IOException when it is torn or damaged
     */
    static SpoolRecord decode(ObjectMapper json, ByteBuffer line) throws IOException {
        byte[] bytes = checked(line);
        return json.readValue(bytes, NO_CRC.length, bytes.length - NO_CRC.length, SpoolRecord.class);
    }

    /** The line's bytes, which match their checksum. */
    private static byte[] checked(ByteBuffer line) throws IOException {
        if (line.remaining() < CRC_DIGITS + 2) {
            throw new IOException("a spool line of " + line.remaining() + " bytes");
        }
        byte[] bytes = new byte[line.remaining()];
        line.get(bytes);
        int body = CRC_DIGITS + 1;
        String written = new String(bytes, 0, CRC_DIGITS, StandardCharsets.US_ASCII);
        if (!written.equals(crc(bytes, body, bytes.length - body))) {
            throw new IOException("a spool line does not match its checksum");
        }
        return bytes;
    }

    private static String crc(byte[] bytes, int offset, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, offset, length);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}

package kr.hangil.gateway.metering;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

    byte[] encode(ObjectMapper json) {
        try {
            byte[] body = json.writeValueAsBytes(this);
            byte[] line = new byte[CRC_DIGITS + 1 + body.length + 1];
            byte[] crc = crc(body, 0, body.length).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(crc, 0, line, 0, CRC_DIGITS);
            line[CRC_DIGITS] = ' ';
            System.arraycopy(body, 0, line, CRC_DIGITS + 1, body.length);
            line[line.length - 1] = '\n';
            return line;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a usage event has no JSON form", e);
        }
    }

    /**
     * Reads a line without its line feed.
     *
     * @throws IOException when it is torn or damaged
     */
    static SpoolRecord decode(ObjectMapper json, ByteBuffer line) throws IOException {
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
        return json.readValue(bytes, body, bytes.length - body, SpoolRecord.class);
    }

    private static String crc(byte[] bytes, int offset, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, offset, length);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}

package kr.hangil.stack.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import kr.hangil.stack.api.ApiClient;

/**
 * Every event that ended in the gateway's spool must be in billing's ledger soon, with the same content.
 *
 * <p>A spool line is {@code <CRC-32 of the JSON, 8 hex digits> <JSON>}; a segment leaves the disk once billing has all of
 * it, so this sees what was not confirmed yet and what was confirmed a moment ago.
 */
final class SpoolAgainstLedger {

    /** Longer than the gateway's longest pause between two tries. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final long POLL_MILLIS = 500;
    private static final int CRC_DIGITS = 8;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path spool;
    private final ApiClient billing;
    private final List<String> differences = new ArrayList<>();

    SpoolAgainstLedger(Path spool, ApiClient billing) {
        this.spool = spool;
        this.billing = billing;
    }

    Check.Outcome compare() throws IOException, InterruptedException {
        List<JsonNode> events = ended();
        Instant deadline = Instant.now().plus(PATIENCE);
        for (JsonNode event : events) {
            String problem = problem(event);
            while (!problem.isEmpty() && Instant.now().isBefore(deadline)) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
                problem = problem(event);
            }
            if (!problem.isEmpty()) {
                differences.add(problem);
            }
        }
        return new Check.Outcome(events.size() + " events in the spool", differences);
    }

    private List<JsonNode> ended() throws IOException {
        List<JsonNode> events = new ArrayList<>();
        if (!Files.isDirectory(spool)) {
            return events;
        }
        try (DirectoryStream<Path> segments = Files.newDirectoryStream(spool, "*.log")) {
            for (Path segment : segments) {
                read(segment, events);
            }
        }
        return events;
    }

    private void read(Path segment, List<JsonNode> events) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(segment);
        } catch (NoSuchFileException e) {
            return;
        }
        int start = 0;
        for (int end = 0; end < bytes.length; end++) {
            if (bytes[end] == '\n') {
                read(segment, start, new String(bytes, start, end - start, StandardCharsets.UTF_8), events);
                start = end + 1;
            }
        }
    }

    private void read(Path segment, int offset, String line, List<JsonNode> events) throws IOException {
        CRC32 crc = new CRC32();
        String body = line.length() > CRC_DIGITS ? line.substring(CRC_DIGITS + 1) : "";
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        if (!line.startsWith(HexFormat.of().toHexDigits((int) crc.getValue()))) {
            differences.add("the spool's " + segment.getFileName() + " is damaged at byte " + offset);
            return;
        }
        JsonNode entry = JSON.readTree(body);
        if (entry.path("kind").asText().equals("END")) {
            events.add(entry.path("event"));
        }
    }

    private String problem(JsonNode event) throws IOException, InterruptedException {
        String id = event.path("id").asText();
        String tenant = event.path("subject").asText();
        String requestId =
                URLEncoder.encode(event.path("data").path("requestId").asText(), StandardCharsets.UTF_8);
        JsonNode booked = billing.get("/v1/tenants/" + tenant + "/events?requestId=" + requestId)
                .require(200)
                .body();
        for (JsonNode candidate : booked.path("data")) {
            JsonNode other = candidate.path("event");
            if (other.path("id").asText().equals(id)
                    && other.path("source").asText().equals(event.path("source").asText())) {
                return other.path("data").equals(event.path("data"))
                        ? ""
                        : "event " + id + " of " + tenant + " was booked with other content";
            }
        }
        return "event " + id + " of " + tenant + " is in the spool and not in the ledger";
    }
}

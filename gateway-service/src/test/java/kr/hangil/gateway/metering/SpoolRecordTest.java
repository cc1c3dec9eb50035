package kr.hangil.gateway.metering;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kr.hangil.contracts.usage.UsageData;
import kr.hangil.contracts.usage.UsageEvent;
import kr.hangil.gateway.metering.SpoolRecord.Kind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolRecordTest {

    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    @TempDir
    Path folder;

    @Test
    void shouldWriteWhatAMapperWouldWrite() throws Exception {
        for (String text :
                Arrays.asList(null, "a~z", "a\"z", "a\\z", "a\nz", "a\u0001z", "a\u007fz", "인용", "x".repeat(2_000))) {
            UsageEvent event = event(1, text, text == null ? null : Long.MAX_VALUE);

            // Given
            SpoolRecord end = new SpoolRecord(Kind.END, event);

            // When
            byte[] line = end.encode();

            // Then
            assertThat(new String(line, 9, line.length - 10, StandardCharsets.UTF_8))
                    .isEqualTo(JSON.writeValueAsString(end));
            assertThat(SpoolRecord.decode(JSON, ByteBuffer.wrap(line, 0, line.length - 1)))
                    .isEqualTo(end);
            assertThat(SpoolRecord.begins(ByteBuffer.wrap(line))).isFalse();
            assertThat(SpoolRecord.begins(ByteBuffer.wrap(new SpoolRecord(Kind.BEGIN, event).encode())))
                    .isTrue();
        }
    }

    @Test
    void shouldReadEveryRecordOnceWhenABacklogIsLongerThanOneRead() throws Exception {
        // Given: records of which some are cut by the end of a read
        List<UsageEvent> written = new ArrayList<>();
        try (SpoolFolder spool = new SpoolFolder(folder, JSON);
                FileChannel segment = spool.create(1)) {
            for (int i = 0; i < 3_000; i++) {
                UsageEvent event = event(i, i == 1_500 ? "x".repeat(3 << 20) : "p" + i, 1L);
                written.add(event);
                segment.write(ByteBuffer.wrap(new SpoolRecord(Kind.BEGIN, event).encode()));
                segment.write(ByteBuffer.wrap(new SpoolRecord(Kind.END, event).encode()));
            }

            // When
            List<UsageEvent> read = new ArrayList<>();
            long offset = 0;
            while (offset < segment.position()) {
                SpoolFolder.Part rest = new SpoolFolder.Part(1, offset, segment.position(), true);
                offset = spool.readEnded(rest, 700, json -> read.add(parsed(json)));
            }

            // Then
            assertThat(read).isEqualTo(written);
        }
    }

    private static UsageEvent parsed(ByteBuffer json) {
        try {
            return JSON.readValue(StandardCharsets.UTF_8.decode(json).toString(), UsageEvent.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static UsageEvent event(int number, @Nullable String project, @Nullable Long ttft) {
        Instant at = Instant.parse("2026-11-24T03:04:05.006Z");
        return UsageEvent.tokens(
                "/regions/kr-ulsan/gateways/gw-0",
                1,
                at,
                new UsageData(
                        "req_" + number,
                        "narae",
                        project,
                        null,
                        "subject",
                        "chat",
                        "hangil-mini",
                        null,
                        "deployment",
                        "pod-0",
                        "kr-ulsan",
                        5,
                        4,
                        3,
                        2,
                        UsageData.Outcome.CANCELLED,
                        true,
                        at,
                        ttft,
                        9));
    }
}

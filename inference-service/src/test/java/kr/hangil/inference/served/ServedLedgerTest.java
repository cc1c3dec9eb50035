package kr.hangil.inference.served;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kr.hangil.contracts.Digest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedLedgerTest {

    private static final Digest VERSION = new Digest("sha256:" + "a".repeat(64));
    private static final LocalDate DAY = LocalDate.of(2026, 11, 25);
    private static final ServedKey KEY = new ServedKey(DAY, VERSION.value(), "gateway-service", "narae");

    /** Half past midnight in Seoul, the day before in UTC. */
    private static final Instant NOW = Instant.parse("2026-11-24T15:30:00Z");

    @TempDir
    Path folder;

    private final List<ServedLedger> opened = new ArrayList<>();

    private ServedLedger ledger(Instant now) {
        ServedLedger ledger =
                new ServedLedger(new Config(folder), "pod/0", new ObjectMapper(), Clock.fixed(now, ZoneOffset.UTC));
        ledger.open();
        opened.add(ledger);
        return ledger;
    }

    @AfterEach
    void close() {
        opened.forEach(ServedLedger::close);
    }

    private static void serve(ServedLedger ledger, long output) {
        ledger.record("gateway-service", "narae", VERSION, ServedTokens.told(10, 4, output));
    }

    private Path file() {
        return folder.resolve("pod_0.jsonl");
    }

    @Test
    void shouldSumUpPerDayOfSeoul() {
        // Given
        ServedLedger ledger = ledger(NOW);

        // When
        serve(ledger, 5);
        serve(ledger, 7);

        // Then
        assertThat(ledger.between(DAY, DAY)).isEqualTo(Map.of(KEY, new ServedTokens(2, 0, 20, 8, 12, 0, 0)));
        assertThat(ledger.between(DAY.minusDays(9), DAY.minusDays(1))).isEmpty();
    }

    @Test
    void shouldGoOnWhereItWasAfterARestart() {
        // Given
        ServedLedger before = ledger(NOW);
        serve(before, 5);
        before.write();
        serve(before, 6);
        before.close();

        // When
        ServedLedger after = ledger(NOW);
        serve(after, 7);

        // Then
        assertThat(after.between(DAY, DAY)).isEqualTo(Map.of(KEY, new ServedTokens(3, 0, 30, 12, 18, 0, 0)));
    }

    @Test
    void shouldLoseOnlyWhatWasNotWrittenWhenItIsKilledWithinALine() throws IOException {
        // Given
        ServedLedger before = ledger(NOW);
        serve(before, 5);
        before.write();
        before.close();
        Files.writeString(file(), "{\"day\":\"2026-11-2", StandardOpenOption.APPEND);

        // When
        ServedLedger after = ledger(NOW);

        // Then
        assertThat(after.between(DAY, DAY)).isEqualTo(Map.of(KEY, new ServedTokens(1, 0, 10, 4, 5, 0, 0)));
        assertThat(Files.readAllLines(file())).hasSize(2);
    }

    @Test
    void shouldKeepItsNameWithItsFileAndHaveAnotherWithoutIt() throws IOException {
        // Given
        ServedLedger before = ledger(NOW);
        serve(before, 5);
        before.close();

        // When
        ServedLedger after = ledger(NOW);
        String again = after.account();
        after.close();
        Files.delete(file());

        // Then
        assertThat(again).isEqualTo(before.account());
        assertThat(ledger(NOW).account()).isNotEqualTo(again);
    }

    @Test
    void shouldWriteDownWhatItTellsBeforeItIsKilled() throws IOException {
        // Given
        ServedLedger killed = ledger(NOW);
        serve(killed, 5);

        // When
        Map<ServedKey, ServedTokens> told = killed.writtenBetween(DAY, DAY);
        Path left =
                Files.copy(file(), Files.createDirectory(folder.resolve("left")).resolve("pod_0.jsonl"));

        // Then
        ServedLedger after = new ServedLedger(
                new Config(left.getParent()), "pod/0", new ObjectMapper(), Clock.fixed(NOW, ZoneOffset.UTC));
        after.open();
        opened.add(after);
        assertThat(after.between(DAY, DAY)).isEqualTo(told);
        assertThat(after.account()).isEqualTo(killed.account());
    }

    @Test
    void shouldTellEstimatesApartFromWhatAnswersSaid() {
        // Given
        ServedLedger ledger = ledger(NOW);
        serve(ledger, 5);

        // When
        ledger.record("gateway-service", "narae", VERSION, ServedTokens.estimated(7, 2));

        // Then
        assertThat(ledger.between(DAY, DAY)).isEqualTo(Map.of(KEY, new ServedTokens(2, 1, 17, 4, 7, 7, 2)));
    }

    @Test
    void shouldForgetDaysThatAreTooOld() {
        // Given
        ServedLedger before = ledger(NOW.minus(Duration.ofDays(40)));
        serve(before, 5);
        before.close();

        // When
        ServedLedger after = ledger(NOW);

        // Then
        assertThat(after.between(DAY.minusDays(60), DAY)).isEmpty();
    }

    @Test
    void shouldCountInMemoryWhenAnotherPodHasTheFile() {
        // Given
        ServedLedger first = ledger(NOW);
        serve(first, 5);
        first.write();

        // When
        ServedLedger second = ledger(NOW);
        serve(second, 9);
        second.write();
        second.close();
        first.close();

        // Then
        assertThat(second.between(DAY, DAY).values()).containsExactly(new ServedTokens(1, 0, 10, 4, 9, 0, 0));
        assertThat(ledger(NOW).between(DAY, DAY).values()).containsExactly(new ServedTokens(1, 0, 10, 4, 5, 0, 0));
    }

    private record Config(Path folder) implements ServedConfig {
        @Override
        public Duration interval() {
            return Duration.ofHours(1);
        }

        @Override
        public int days() {
            return 30;
        }
    }
}

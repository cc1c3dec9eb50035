package kr.hangil.billing.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTableWriterTest {

    private static final Table TABLE = new Table(
            "t",
            List.of(Column.text("text"), Column.whole("whole"), Column.exact("exact"), Column.instant("time")),
            ZoneId.of("Asia/Seoul"));

    @TempDir
    Path folder;

    @Test
    void shouldWriteCellsThatAnyReaderTakesBack() throws IOException {
        Path file = folder.resolve("t.csv");
        try (CsvTableWriter writer = new CsvTableWriter(TABLE, file, false)) {
            writer.row(row("a,\"b\"\nc", -7L, new BigDecimal("-0.000000000000001"), Instant.EPOCH));
            writer.row(row("", 1L, new BigDecimal("1.500000000000000"), null));
            writer.row(row("", 0L, new BigDecimal("0E-15"), Instant.parse("2026-11-01T00:00:00.5Z")));
            writer.row(row(null, null, new BigDecimal("1E+3"), null));
            writer.row(row("가나다라마바사아자차카타파하가나다라마바사아자차카타파하", null, null, null));
        }

        assertThat(Files.readString(file))
                .isEqualTo("text,whole,exact,time\r\n"
                        + "\"a,\"\"b\"\"\nc\",-7,-0.000000000000001,1970-01-01T09:00:00+09:00\r\n"
                        + ",1,1.5,\r\n"
                        + ",0,0,2026-11-01T09:00:00.5+09:00\r\n"
                        + ",,1000,\r\n"
                        + "가나다라마바사아자차카타파하가나다라마바사아자차카타파하,,,\r\n");
    }

    @Test
    void shouldNameItsColumnsWhereThereIsNoRow() throws IOException {
        Path file = folder.resolve("t.csv");
        new CsvTableWriter(TABLE, file, true).close();

        assertThat(Files.readString(file)).isEqualTo("\uFEFFtext,whole,exact,time\r\n");
    }

    private static TableRow row(@Nullable Object... cells) {
        return new TableRow(Arrays.asList(cells));
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+82", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＠a"})
    void shouldMakeAFormulaAText(String formula) {
        assertThat(CsvTableWriter.harmless(formula)).isEqualTo("'" + formula);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a=1", "hangil-mini", "한길"})
    void shouldLeaveATextAsItIs(String text) {
        assertThat(CsvTableWriter.harmless(text)).isEqualTo(text);
    }
}

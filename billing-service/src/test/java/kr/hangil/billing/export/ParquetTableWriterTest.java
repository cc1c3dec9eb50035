package kr.hangil.billing.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import kr.hangil.billing.ParquetFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetTableWriterTest {

    private static final Table TABLE = new Table(
            "t",
            List.of(Column.text("text"), Column.whole("whole"), Column.exact("exact"), Column.instant("time")),
            ZoneId.of("Asia/Seoul"));

    @TempDir
    Path folder;

    @Test
    void shouldWriteCellsThatAnotherReaderTakesBack() throws IOException, SQLException {
        Path path = folder.resolve("t.parquet");
        try (ParquetTableWriter writer = new ParquetTableWriter(TABLE, path)) {
            writer.row(row("=1, \"한글\"", Long.MIN_VALUE, new BigDecimal("-0.000000000000001"), Instant.EPOCH));
            writer.row(row("", 0L, BigDecimal.ZERO, Instant.parse("2026-11-01T00:00:00.000001Z")));
            writer.row(row(null, null, null, null));
            writer.row(row("most", Long.MAX_VALUE, new BigDecimal("99999999999999999999999.999999999999999"), null));
            writer.row(row("least", 1L, new BigDecimal("-99999999999999999999999.999999999999999"), null));
        }

        try (ParquetFile file = new ParquetFile(Files.readAllBytes(path))) {
            assertThat(file.query("SELECT text, whole, exact::VARCHAR, epoch_us(time) FROM $file"))
                    .containsExactly(
                            Arrays.asList("=1, \"한글\"", "-9223372036854775808", "-0.000000000000001", "0"),
                            Arrays.asList("", "0", "0.000000000000000", "1793491200000001"),
                            Arrays.asList(null, null, null, null),
                            Arrays.asList(
                                    "most", "9223372036854775807", "99999999999999999999999.999999999999999", null),
                            Arrays.asList("least", "1", "-99999999999999999999999.999999999999999", null));
        }
    }

    /** More than is held in memory before it goes to the file. */
    @Test
    void shouldWriteManyRowGroupsAndLoseNoRow() throws IOException, SQLException {
        Path path = folder.resolve("t.parquet");
        int rows = 60_000;
        // Pages are compressed before they are counted: texts that compress badly.
        Random random = new Random(5);
        try (ParquetTableWriter writer = new ParquetTableWriter(TABLE, path)) {
            for (int i = 0; i < rows; i++) {
                writer.row(row(text(random), (long) i, BigDecimal.valueOf(i, 3), Instant.ofEpochSecond(i)));
            }
        }

        try (ParquetFile file = new ParquetFile(Files.readAllBytes(path))) {
            assertThat(file.query("SELECT count(*), sum(whole), sum(exact), count(DISTINCT text), count(DISTINCT time)"
                                    + " FROM $file")
                            .getFirst())
                    .containsExactly("60000", "1799970000", "1799970.000000000000000", "60000", "60000");
            assertThat(Integer.parseInt(file.query("SELECT max(row_group_id) FROM parquet_metadata('" + path + "')")
                            .getFirst()
                            .getFirst()))
                    .isPositive();
        }
    }

    @Test
    void shouldRefuseAnAmountThatDoesNotFitExactly() throws IOException {
        try (ParquetTableWriter writer = new ParquetTableWriter(TABLE, folder.resolve("t.parquet"))) {
            assertThatThrownBy(() -> writer.row(row("long", 1L, new BigDecimal("1E+23"), null)))
                    .isInstanceOf(ArithmeticException.class);
            assertThatThrownBy(() -> writer.row(row("fine", 1L, new BigDecimal("1E-16"), null)))
                    .isInstanceOf(ArithmeticException.class);
        }
    }

    private static String text(Random random) {
        byte[] bytes = new byte[100];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static TableRow row(@Nullable Object... cells) {
        return new TableRow(Arrays.asList(cells));
    }
}

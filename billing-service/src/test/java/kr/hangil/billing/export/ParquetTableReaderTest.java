package kr.hangil.billing.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hardwood.reader.FilterPredicate;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetTableReaderTest {

    private static final int ROWS = 300_000;
    private static final int TENANTS = 7;
    private static final Instant START = Instant.parse("2025-08-01T00:00:00.000001Z");
    private static final Table TABLE = new Table(
            "t",
            List.of(Column.whole("seq"), Column.text("tenant"), Column.instant("time"), Column.exact("won")),
            ZoneOffset.UTC);

    @TempDir
    Path folder;

    @Test
    void shouldReadBackEveryRowOfManyRowGroupsAsItWasWritten() throws IOException {
        List<TableRow> rows = rows();
        Path file = write(rows);

        List<TableRow> read = new ArrayList<>();
        try (ParquetTableReader reader = ParquetFiles.read(TABLE, file, null)) {
            for (List<TableRow> some = reader.read(1_000); !some.isEmpty(); some = reader.read(1_000)) {
                read.addAll(some);
            }
        }

        assertThat(read.equals(rows)).isTrue();
    }

    @Test
    void shouldReadExactlyTheRowsThatAreAskedForInTheirOrder() throws IOException {
        List<TableRow> rows = rows();
        Path file = write(rows);
        Instant from = START.plusSeconds(150_000);
        Instant to = from.plusSeconds(70_000);
        FilterPredicate filter = FilterPredicate.and(
                FilterPredicate.eq("tenant", "tenant-3"),
                FilterPredicate.gt("seq", 160_000L),
                FilterPredicate.gtEq("time", from),
                FilterPredicate.lt("time", to));

        List<TableRow> read;
        try (ParquetTableReader reader = ParquetFiles.read(TABLE, file, filter)) {
            read = reader.read(100);
            read.addAll(reader.read(ROWS));
        }

        try (ParquetTableReader first = ParquetFiles.read(TABLE, file, filter, 7)) {
            assertThat(first.read(ROWS)).isEqualTo(read.subList(0, 7));
        }
        assertThat(read)
                .hasSizeGreaterThan(100)
                .isEqualTo(rows.stream()
                        .filter(row -> "tenant-3".equals(row.cells().get(1)))
                        .filter(row -> seq(row) > 160_000)
                        .filter(row -> !time(row).isBefore(from) && time(row).isBefore(to))
                        .toList());
    }

    @Test
    void shouldRefuseWhatIsNoSuchFile() throws IOException {
        Path file = write(rows().subList(0, 3));
        Table other = new Table("t", List.of(Column.whole("seq")), ZoneOffset.UTC);
        byte[] whole = Files.readAllBytes(file);
        Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, whole.length - 9));

        assertThatThrownBy(() -> ParquetFiles.read(other, file, null)).hasMessageContaining("has the columns");
        assertThatThrownBy(() -> ParquetFiles.read(TABLE, cut, null)).isInstanceOf(Exception.class);
    }

    private Path write(List<TableRow> rows) throws IOException {
        Path file = folder.resolve("t.parquet");
        try (TableWriter writer = ParquetFiles.write(TABLE, file)) {
            for (TableRow row : rows) {
                writer.row(row);
            }
        }
        return file;
    }

    /** By tenant, then by sequence: many row groups, most of which a filter can leave out. */
    private static List<TableRow> rows() {
        List<TableRow> rows = new ArrayList<>(ROWS);
        for (int tenant = 0; tenant < TENANTS; tenant++) {
            for (int seq = tenant; seq < ROWS; seq += TENANTS) {
                rows.add(row(seq, tenant));
            }
        }
        return rows;
    }

    private static TableRow row(int seq, int tenant) {
        List<@Nullable Object> cells = new ArrayList<>();
        cells.add((long) seq);
        cells.add(seq % 11 == 0 ? null : "tenant-" + tenant);
        cells.add(START.plusSeconds(seq).plusNanos(seq % 1_000 * 1_000L));
        cells.add(seq % 5 == 0 ? null : new BigDecimal(seq + ".000000000000001"));
        return new TableRow(cells);
    }

    private static long seq(TableRow row) {
        return (Long) Objects.requireNonNull(row.cells().getFirst());
    }

    private static Instant time(TableRow row) {
        return (Instant) Objects.requireNonNull(row.cells().get(2));
    }
}

package kr.hangil.billing.export;

import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** CSV as RFC 4180 has it; null is nothing between commas. */
final class CsvTableWriter implements TableWriter {

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /** What makes a spreadsheet take a text for a formula, in the widths that a Korean keyboard has. */
    private static final String FORMULA_STARTS = "=+-@\t\r\n＝＋－＠";

    private static final CsvMapper MAPPER = CsvMapper.builder()
            .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
            .build();

    private final Table table;
    private final DateTimeFormatter times;
    private final SequenceWriter rows;

    CsvTableWriter(Table table, Path file, boolean byteOrderMark) throws IOException {
        this.table = table;
        this.times = DateTimeFormatter.ISO_OFFSET_DATE_TIME.withZone(table.zone());
        CsvSchema.Builder schema = CsvSchema.builder().setLineSeparator("\r\n");
        table.columns().forEach(column -> schema.addColumn(column.name()));
        OutputStream bytes = Files.newOutputStream(file);
        if (byteOrderMark) {
            bytes.write(BYTE_ORDER_MARK);
        }
        this.rows = MAPPER.writer(schema.build())
                .writeValues(new BufferedWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8)));
        // Not the library's header: that comes with the first row, and a file without rows has names too.
        rows.write(table.columns().stream().map(Column::name).toList());
    }

    @Override
    public void row(TableRow row) throws IOException {
        List<@Nullable String> texts = new ArrayList<>(row.cells().size());
        for (Object cell : row.cells()) {
            texts.add(cell == null ? null : text(cell));
        }
        rows.write(texts);
    }

    private String text(Object cell) {
        return switch (cell) {
            case String text -> harmless(text);
            case BigDecimal exact ->
                exact.signum() == 0 ? "0" : exact.stripTrailingZeros().toPlainString();
            case Instant instant -> times.format(instant);
            case Long whole -> whole.toString();
            default -> throw new IllegalArgumentException("a cell of " + table.name() + " is a " + cell.getClass());
        };
    }

    /** A text no spreadsheet takes for a formula: names of projects and keys are the tenants' own. */
    static String harmless(String text) {
        return !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}

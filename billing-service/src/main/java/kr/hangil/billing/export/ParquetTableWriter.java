package kr.hangil.billing.export;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * Parquet with columns of their own types: instants in UTC, exact amounts as {@code DECIMAL(38, 15)}.
 *
 * <p>Written with the layer of parquet-java that knows nothing of Hadoop: the builder above it needs Hadoop's classes.
 */
final class ParquetTableWriter implements TableWriter {

    /** What is held before it goes to the file as a row group. */
    private static final long ROW_GROUP_BYTES = 4 << 20;

    /** Of a {@code DECIMAL(38, …)}. */
    private static final int DECIMAL_BYTES = 16;

    private static final int PRECISION = 38;
    private static final ParquetProperties PROPERTIES =
            ParquetProperties.builder().build();

    private final Table table;
    private final MessageType schema;
    private final MessageColumnIO columns;
    private final ParquetFileWriter file;
    private RowGroup group;

    ParquetTableWriter(Table table, Path path) throws IOException {
        this.table = table;
        this.schema = new MessageType(
                "table", table.columns().stream().map(ParquetTableWriter::type).toList());
        this.columns = new ColumnIOFactory().getColumnIO(schema);
        this.file = new ParquetFileWriter(
                new LocalOutputFile(path), schema, ParquetFileWriter.Mode.OVERWRITE, ROW_GROUP_BYTES, 0);
        file.start();
        this.group = new RowGroup(schema, columns);
    }

    private static Type type(Column column) {
        return switch (column.type()) {
            case TEXT ->
                Types.optional(PrimitiveTypeName.BINARY)
                        .as(LogicalTypeAnnotation.stringType())
                        .named(column.name());
            case WHOLE -> Types.optional(PrimitiveTypeName.INT64).named(column.name());
            case EXACT ->
                Types.optional(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY)
                        .length(DECIMAL_BYTES)
                        .as(LogicalTypeAnnotation.decimalType(Table.SCALE, PRECISION))
                        .named(column.name());
            case INSTANT ->
                Types.optional(PrimitiveTypeName.INT64)
                        .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS))
                        .named(column.name());
        };
    }

    @Override
    public void row(TableRow row) throws IOException {
        RecordConsumer record = group.record;
        record.startMessage();
        for (int i = 0; i < row.cells().size(); i++) {
            Object cell = row.cells().get(i);
            if (cell != null) {
                String name = table.columns().get(i).name();
                record.startField(name, i);
                add(record, cell);
                record.endField(name, i);
            }
        }
        record.endMessage();
        group.rows++;
        if (group.store.getBufferedSize() >= ROW_GROUP_BYTES) {
            write(group);
            group = new RowGroup(schema, columns);
        }
    }

    private void add(RecordConsumer record, Object cell) {
        switch (cell) {
            case String text -> record.addBinary(Binary.fromString(text));
            case Long whole -> record.addLong(whole);
            case BigDecimal exact -> record.addBinary(Binary.fromConstantByteArray(decimal(exact)));
            case Instant instant -> record.addLong(ChronoUnit.MICROS.between(Instant.EPOCH, instant));
            default -> throw new IllegalArgumentException("a cell of " + table.name() + " is a " + cell.getClass());
        }
    }

    /** Two's complement, big-endian, in all of its bytes. */
    private static byte[] decimal(BigDecimal exact) {
        BigDecimal scaled = exact.setScale(Table.SCALE, RoundingMode.UNNECESSARY);
        if (scaled.precision() > PRECISION) {
            throw new ArithmeticException(exact.toPlainString() + " has more than " + PRECISION + " digits");
        }
        byte[] digits = scaled.unscaledValue().toByteArray();
        byte[] bytes = new byte[DECIMAL_BYTES];
        Arrays.fill(bytes, 0, DECIMAL_BYTES - digits.length, (byte) (scaled.signum() < 0 ? -1 : 0));
        System.arraycopy(digits, 0, bytes, DECIMAL_BYTES - digits.length, digits.length);
        return bytes;
    }

    private void write(RowGroup full) throws IOException {
        full.record.flush();
        file.startBlock(full.rows);
        full.store.flush();
        full.pages.flushToFileWriter(file);
        file.endBlock();
        full.store.close();
        full.pages.close();
    }

    @Override
    public void close() throws IOException {
        try (file) {
            if (group.rows > 0) {
                write(group);
            }
            file.end(Map.of());
        }
    }

    /** Rows that are not in the file yet. */
    private static final class RowGroup {
        private final ColumnChunkPageWriteStore pages;
        private final ColumnWriteStore store;
        private final RecordConsumer record;
        private long rows;

        RowGroup(MessageType schema, MessageColumnIO columns) {
            this.pages = new ColumnChunkPageWriteStore(
                    new GzipPages(), schema, PROPERTIES.getAllocator(), PROPERTIES.getColumnIndexTruncateLength());
            this.store = PROPERTIES.newColumnWriteStore(schema, pages);
            this.record = columns.getRecordWriter(store);
        }
    }
}

package kr.hangil.billing.export;

import dev.hardwood.InputFile;
import dev.hardwood.reader.FilterPredicate;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads back what {@link ParquetFiles#write} wrote, a row group at a time, by a library that shares no code with the writer.
 * Not safe for several threads at once.
 */
public final class ParquetTableReader implements Closeable {

    private final Table table;
    private final ParquetFileReader file;
    private final RowReader rows;

    private ParquetTableReader(Table table, ParquetFileReader file, RowReader rows) {
        this.table = table;
        this.file = file;
        this.rows = rows;
    }

    /**
     * @param filter which rows; null for all. Row groups that cannot have one are not read
     * @param limit the first so many of those
     * @throws IOException when it is no such file, or its columns are others
     */
    static ParquetTableReader open(Table table, Path path, @Nullable FilterPredicate filter, long limit)
            throws IOException {
        ParquetFileReader file = ParquetFileReader.open(InputFile.of(path));
        try {
            ParquetFileReader.RowReaderBuilder builder = file.buildRowReader().head(limit);
            RowReader rows =
                    filter == null ? builder.build() : builder.filter(filter).build();
            checkColumns(table, rows, path);
            return new ParquetTableReader(table, file, rows);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static void checkColumns(Table table, RowReader rows, Path path) throws IOException {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < rows.getFieldCount(); i++) {
            names.add(rows.getFieldName(i));
        }
        List<String> expected = table.columns().stream().map(Column::name).toList();
        if (!names.equals(expected)) {
            throw new IOException(path + " has the columns " + names + " and not " + expected);
        }
    }

    /** At most {@code limit} more rows; none where there are no more. */
    public List<TableRow> read(int limit) {
        List<TableRow> read = new ArrayList<>();
        while (read.size() < limit && rows.hasNext()) {
            rows.next();
            read.add(row());
        }
        return read;
    }

    private TableRow row() {
        List<@Nullable Object> cells = new ArrayList<>(table.columns().size());
        for (int i = 0; i < table.columns().size(); i++) {
            cells.add(rows.isNull(i) ? null : cell(i));
        }
        return new TableRow(cells);
    }

    private Object cell(int i) {
        return switch (table.columns().get(i).type()) {
            case TEXT -> rows.getString(i);
            case WHOLE -> rows.getLong(i);
            case EXACT -> rows.getDecimal(i);
            case INSTANT -> rows.getTimestamp(i);
        };
    }

    @Override
    public void close() throws IOException {
        rows.close();
        file.close();
    }
}

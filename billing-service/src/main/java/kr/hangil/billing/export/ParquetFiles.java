package kr.hangil.billing.export;

import dev.hardwood.reader.FilterPredicate;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Tables as Parquet files that stay. */
public final class ParquetFiles {

    private ParquetFiles() {}

    /** Writes to {@code path}, over what is there; whole once it is closed. */
    public static TableWriter write(Table table, Path path) throws IOException {
        return new ParquetTableWriter(table, path);
    }

    /**
     * Reads what was written.
     *
     * @param filter which rows; null for all
     * @throws IOException when it is no such file, or its columns are others
     */
    public static ParquetTableReader read(Table table, Path path, @Nullable FilterPredicate filter) throws IOException {
        return read(table, path, filter, Long.MAX_VALUE);
    }

    /**
     * As {@link #read(Table, Path, FilterPredicate)}.
     *
     * @param limit the first so many of the rows, > 0; what follows them is not read either
     */
    public static ParquetTableReader read(Table table, Path path, @Nullable FilterPredicate filter, long limit)
            throws IOException {
        return ParquetTableReader.open(table, path, filter, limit);
    }
}

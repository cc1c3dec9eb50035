package kr.hangil.billing.export;

import java.time.ZoneId;
import java.util.List;

/**
 * What a file holds.
 *
 * @param name of the file, without its ending
 * @param columns in their order
 * @param zone whose clock CSV shows times in; Parquet keeps instants
 */
public record Table(String name, List<Column> columns, ZoneId zone) {

    /** Decimals of an exact amount. */
    public static final int SCALE = 15;

    public Table {
        columns = List.copyOf(columns);
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("a table has columns");
        }
    }
}

package kr.hangil.billing.export;

import java.io.Closeable;
import java.io.IOException;

/** Writes one table to one file; the file is whole once this is closed. */
public interface TableWriter extends Closeable {

    /** Writes {@code row} behind those before it. */
    void row(TableRow row) throws IOException;
}

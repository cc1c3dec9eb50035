package kr.hangil.billing.archive;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.List;
import java.util.stream.Stream;
import kr.hangil.billing.export.ParquetFiles;
import kr.hangil.billing.export.TableRow;
import kr.hangil.billing.export.TableWriter;
import kr.hangil.billing.rating.Meter;
import kr.hangil.contracts.Digest;

/** A file that is being written. All of this blocks; one thread at a time, another may give it up. */
final class MonthFile {

    private final YearMonth month;
    private final Path part;
    private final TableWriter writer;
    private long events;
    private long charges;
    private BigDecimal amount = BigDecimal.ZERO;
    private boolean closed;

    MonthFile(YearMonth month, Path part) throws IOException {
        this.month = month;
        this.part = part;
        this.writer = ParquetFiles.write(EventTable.of(month), part);
    }

    synchronized void write(List<TableRow> rows) throws IOException {
        if (closed) {
            throw new IOException("the file was given up");
        }
        for (TableRow row : rows) {
            writer.row(row);
            count(row);
        }
    }

    /** The file, whole, on the disk and under its name. */
    synchronized Written finish() throws IOException {
        if (closed) {
            throw new IOException("the file was given up");
        }
        closed = true;
        writer.close();
        Digest digest = ArchiveFiles.digest(part);
        String name = ArchiveFiles.name(month, digest);
        long bytes = Files.size(part);
        ArchiveFiles.publish(part, part.resolveSibling(name));
        return new Written(name, digest, bytes, events, charges, amount);
    }

    /** Forgets what is not finished. */
    synchronized void discard() throws IOException {
        try {
            if (!closed) {
                closed = true;
                writer.close();
            }
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private void count(TableRow row) {
        events++;
        charges += Stream.of(Meter.values())
                .filter(meter -> EventTable.cell(row, meter.wireName() + "_price_id") != null)
                .count();
        amount = amount.add(amount(row));
    }

    /** What a row's event was charged. */
    static BigDecimal amount(TableRow row) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Meter meter : Meter.values()) {
            if (EventTable.cell(row, meter.wireName() + "_amount") instanceof BigDecimal won) {
                sum = sum.add(won);
            }
        }
        return sum;
    }

    /**
     * What is in it.
     *
     * @param amount won that its events were charged
     */
    record Written(String name, Digest digest, long bytes, long events, long charges, BigDecimal amount) {}
}

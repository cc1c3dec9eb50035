package kr.hangil.billing.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;

/** A file that is being written. Rows may come from one thread while another gives the file up. */
final class ExportFile {

    private final Path path;
    private final TableWriter writer;
    private final int maxRows;
    private long rows;
    private boolean closed;

    private ExportFile(Path path, TableWriter writer, int maxRows) {
        this.path = path;
        this.writer = writer;
        this.maxRows = maxRows;
    }

    static ExportFile open(Table table, ExportRequest request, ExportConfig config) throws IOException {
        String ending = "." + request.format().extension();
        Optional<Path> folder = config.folder();
        Path path = folder.isPresent()
                ? Files.createTempFile(Files.createDirectories(folder.get()), "export-", ending)
                : Files.createTempFile("hangil-export-", ending);
        try {
            TableWriter writer = switch (request.format()) {
                case CSV -> new CsvTableWriter(table, path, request.byteOrderMark());
                case PARQUET -> new ParquetTableWriter(table, path);
            };
            return new ExportFile(path, writer, config.maxRows());
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    /** @throws PlatformException {@code invalid_request} when there are more rows than one file may have */
    synchronized void write(List<TableRow> batch) throws IOException {
        if (closed) {
            throw new IOException("the export was given up");
        }
        rows += batch.size();
        if (rows > maxRows) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST,
                    "group_by",
                    "the file would have more than %d rows; ask for a shorter time, longer buckets or fewer groups"
                            .formatted(maxRows));
        }
        for (TableRow row : batch) {
            writer.row(row);
        }
    }

    /** The file, whole. */
    synchronized Path finish() throws IOException {
        if (closed) {
            throw new IOException("the export was given up");
        }
        closed = true;
        writer.close();
        return path;
    }

    /** Forgets the file. */
    synchronized void discard() throws IOException {
        try {
            if (!closed) {
                closed = true;
                writer.close();
            }
        } finally {
            Files.deleteIfExists(path);
        }
    }
}

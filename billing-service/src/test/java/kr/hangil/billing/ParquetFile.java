package kr.hangil.billing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.duckdb.DuckDBDriver;
import org.jspecify.annotations.Nullable;

/** A Parquet file as DuckDB reads it, which shares no code with what wrote it. */
public final class ParquetFile implements AutoCloseable {

    private final Path file;

    public ParquetFile(byte[] bytes) throws IOException {
        file = Files.write(Files.createTempFile("read-back", ".parquet"), bytes);
    }

    /** Rows of {@code sql}, each cell as text; the file is {@code $file}. */
    public List<List<@Nullable String>> query(String sql) throws SQLException {
        try (Connection connection = new DuckDBDriver().connect("jdbc:duckdb:", new Properties());
                Statement statement = connection.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            List<List<@Nullable String>> rows = new ArrayList<>();
            try (ResultSet found = statement.executeQuery(sql.replace("$file", "read_parquet('" + file + "')"))) {
                while (found.next()) {
                    List<@Nullable String> row = new ArrayList<>();
                    for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                        row.add(found.getString(i));
                    }
                    rows.add(row);
                }
            }
            return rows;
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}

package kr.hangil.portal.billing;

import java.time.Instant;
import java.time.YearMonth;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A file that billing is asked for.
 *
 * @param content what it holds
 * @param parameters what billing is asked with, by name and in its order
 */
public record Export(Content content, Map<String, String> parameters) {

    public Export {
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
    }

    /** What a file holds. */
    public enum Content {
        USAGE,
        SPEND,
        /** A month's invoiced charges in the columns of FOCUS 1.2. */
        FOCUS
    }

    /** What a file is written as. */
    public enum Format {
        CSV,
        /** CSV that begins with a byte order mark, which Excel needs to read Korean. */
        EXCEL,
        PARQUET;

        Map<String, String> parameters() {
            return switch (this) {
                case CSV -> Map.of("format", "csv");
                case EXCEL -> Map.of("format", "csv", "bom", "true");
                case PARQUET -> Map.of("format", "parquet");
            };
        }
    }

    /**
     * Usage or spend from {@code from}, included, to {@code to}, excluded.
     *
     * @param bucket {@code 1h}, {@code 1d} or {@code 1mo}
     * @param groupBy of {@code model}, {@code key}, {@code project}, {@code region} and {@code contract}; none for the tenant as a whole
     */
    public static Export of(
            Content content, Instant from, Instant to, String bucket, List<String> groupBy, Format format) {
        Map<String, String> parameters = new TreeMap<>(format.parameters());
        parameters.put("from", from.toString());
        parameters.put("to", to.toString());
        parameters.put("bucket", bucket);
        parameters.put("group_by", String.join(",", groupBy));
        return new Export(content, parameters);
    }

    /** The charges of the invoices of {@code month}, and what was taken back in it. */
    public static Export focus(YearMonth month, Format format) {
        Map<String, String> parameters = new TreeMap<>(format.parameters());
        parameters.put("month", month.toString());
        return new Export(Content.FOCUS, parameters);
    }
}

package kr.hangil.billing.export;

import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** What a file is written as. */
public enum ExportFormat {
    /** RFC 4180: commas, CRLF, a header, UTF-8. */
    CSV(ExportFormat.CSV_TYPE),
    PARQUET(ExportFormat.PARQUET_TYPE);

    public static final String CSV_TYPE = "text/csv";
    public static final String PARQUET_TYPE = "application/vnd.apache.parquet";

    private final String type;

    ExportFormat(String type) {
        this.type = type;
    }

    /**
     * The format a caller asks for: by name, else by the first media type it accepts, else CSV.
     *
     * @param accepted best first
     * @throws PlatformException {@code invalid_request} for a name that is none
     */
    static ExportFormat of(@Nullable String name, List<MediaType> accepted) {
        if (name != null) {
            return Arrays.stream(values())
                    .filter(format -> format.extension().equals(name))
                    .findFirst()
                    .orElseThrow(() ->
                            PlatformException.at(ErrorCode.INVALID_REQUEST, "format", "format must be csv or parquet"));
        }
        return accepted.stream()
                .flatMap(accept -> Arrays.stream(values()).filter(format -> accept.isCompatible(format.type())))
                .findFirst()
                .orElse(CSV);
    }

    /** The name in a URL, and the ending of a file's name. */
    String extension() {
        return name().toLowerCase(Locale.ROOT);
    }

    MediaType type() {
        MediaType plain = MediaType.valueOf(type);
        return this == CSV ? plain.withCharset("UTF-8") : plain;
    }
}

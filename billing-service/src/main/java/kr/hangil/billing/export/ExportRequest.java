package kr.hangil.billing.export;

import jakarta.ws.rs.core.HttpHeaders;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/**
 * How a caller wants its file.
 *
 * @param byteOrderMark whether a CSV file begins with one: Excel takes a file without it for the code page of its machine,
 *     and most programs take it for a part of the first name
 */
public record ExportRequest(ExportFormat format, boolean byteOrderMark) {

    /**
     * The request as a URL and its headers say it.
     *
     * @param bom {@code true}, {@code false} or nothing
     * @throws PlatformException {@code invalid_request} naming the parameter
     */
    public static ExportRequest of(@Nullable String format, @Nullable String bom, HttpHeaders headers) {
        ExportFormat as = ExportFormat.of(format, headers.getAcceptableMediaTypes());
        if (bom != null && !bom.equals("true") && !bom.equals("false")) {
            throw PlatformException.at(ErrorCode.INVALID_REQUEST, "bom", "bom must be true or false");
        }
        boolean mark = "true".equals(bom);
        if (mark && as != ExportFormat.CSV) {
            throw PlatformException.at(ErrorCode.INVALID_REQUEST, "bom", "bom is for CSV alone");
        }
        return new ExportRequest(as, mark);
    }
}

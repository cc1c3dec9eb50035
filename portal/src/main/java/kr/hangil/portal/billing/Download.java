package kr.hangil.portal.billing;

import io.smallrye.mutiny.Multi;
import java.util.List;
import java.util.Map;

/**
 * A file on its way.
 *
 * @param headers {@code Content-Type}, and {@code Content-Disposition} with the file's name
 * @param content its bytes, for one reader and no faster than that reader takes them; fails where the file breaks off
 */
public record Download(Map<String, List<String>> headers, Multi<byte[]> content) {

    public Download {
        headers = Map.copyOf(headers);
    }
}

package kr.hangil.portal.frame;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Addresses a form may send the browser back to: paths of this site alone, so that no link here leads elsewhere. */
final class LocalPath {

    private static final URI HOME = URI.create("/");

    private LocalPath() {}

    /** {@code path} where it is an absolute path on this site, else the start page. */
    static URI of(@Nullable String path) {
        if (path == null || !path.startsWith("/") || path.startsWith("//") || path.contains("\\")) {
            return HOME;
        }
        try {
            URI uri = URI.create(path);
            return uri.isAbsolute() || uri.getRawAuthority() != null ? HOME : uri;
        } catch (IllegalArgumentException e) {
            return HOME;
        }
    }
}

package kr.hangil.gateway.snapshot;

import java.net.URI;

/**
 * One inference pod behind a route.
 *
 * @param name unique within its route, 1..80 characters
 * @param url base address, {@code http} or {@code https}, without {@code /v1}
 */
public record Replica(String name, URI url) {
    public Replica {
        if (name.isBlank() || name.length() > 80) {
            throw new IllegalArgumentException("a replica's name has 1 to 80 characters");
        }
        String scheme = url.getScheme();
        if (!("http".equals(scheme) || "https".equals(scheme)) || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "a replica's url is an absolute http or https address with a host, not '" + url + "'");
        }
    }
}

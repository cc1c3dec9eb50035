package kr.hangil.operator.desired;

import java.nio.charset.StandardCharsets;
import kr.hangil.contracts.Digest;

/** Names of objects: at most 63 characters, unique for what they name, readable where they fit. */
public final class Names {

    private static final int LIMIT = 63;

    /** Pods of a group are called after it with two numbers more, and that is their host name. */
    private static final int GROUP_LIMIT = 50;

    private static final int HASH = 8;

    private Names() {}

    /** Of the Deployment and the Service of one variant and revision. */
    public static String workload(String deployment, String variant, String revision) {
        return fit(deployment + "-" + variant, revision, LIMIT);
    }

    /**
     * Of the groups of one variant and revision; never that of their Service, for a LeaderWorkerSet makes one of its own name.
     */
    public static String group(String deployment, String variant, String revision) {
        return fit(deployment + "-" + variant, revision + "-g", GROUP_LIMIT);
    }

    /** Of what belongs to a variant whatever its revision. */
    public static String variant(String deployment, String variant) {
        return fit(deployment + "-" + variant, "", LIMIT);
    }

    /** The first {@code digits} hexadecimal digits of the SHA-256 of {@code text}. */
    public static String hash(String text, int digits) {
        return Digest.sha256(text.getBytes(StandardCharsets.UTF_8)).hex().substring(0, digits);
    }

    private static String fit(String stem, String suffix, int limit) {
        String tail = suffix.isEmpty() ? "" : "-" + suffix;
        if (stem.length() + tail.length() <= limit) {
            return stem + tail;
        }
        int kept = limit - tail.length() - HASH - 1;
        return stem.substring(0, kept) + "-" + hash(stem, HASH) + tail;
    }
}

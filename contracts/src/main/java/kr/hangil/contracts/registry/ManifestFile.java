package kr.hangil.contracts.registry;

import kr.hangil.contracts.Digest;

/**
 * One file of a version.
 *
 * @param path relative, {@code /}-separated, at most 255 characters, without {@code .} or {@code ..} segments
 * @param size bytes, >= 0
 * @param digest SHA-256 of the bytes
 */
public record ManifestFile(String path, long size, Digest digest) {

    public ManifestFile {
        if (path.isEmpty()
                || path.length() > 255
                || path.startsWith("/")
                || path.endsWith("/")
                || path.contains("\\")) {
            throw new IllegalArgumentException("not a relative file path of 1..255 characters: " + path);
        }
        for (String segment : path.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..") || hasControl(segment)) {
                throw new IllegalArgumentException("not a plain relative file path: " + path);
            }
        }
        if (size < 0) {
            throw new IllegalArgumentException("negative size of " + path);
        }
    }

    private static boolean hasControl(String segment) {
        return segment.chars().anyMatch(Character::isISOControl);
    }
}

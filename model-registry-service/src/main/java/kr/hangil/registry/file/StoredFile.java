package kr.hangil.registry.file;

import java.nio.file.Path;
import kr.hangil.contracts.Digest;

/**
 * A file the store has.
 *
 * @param digest SHA-256 under which it was stored
 * @param size bytes it has now
 * @param path where this process can read it; never written to through this path
 */
public record StoredFile(Digest digest, long size, Path path) {}

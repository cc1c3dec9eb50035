package kr.hangil.registry.file;

import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import kr.hangil.contracts.Digest;
import kr.hangil.platform.error.PlatformException;

/**
 * Files addressed by the SHA-256 of their bytes.
 *
 * <p>All methods block and are safe for use by many threads. A file is visible under its digest only when all of its
 * bytes are on stable storage; whatever interrupts {@link #put}, the death of the process included, leaves nothing visible.
 */
public interface FileStore {

    /**
     * Reads {@code bytes} to their end and keeps them. Bytes that are already there are written anew, which mends a file
     * that was damaged.
     *
     * @throws PlatformException {@code invalid_request} when the bytes end early or cannot be read, {@code digest_mismatch}
     *     when they are not the announced ones, {@code body_too_large} above the store's limit for one file,
     *     {@code unavailable} when the storage is full or fails; nothing is kept in any of these cases
     */
    StoredFile put(InputStream bytes, Expected expected);

    /** The file of that digest, without reading it. */
    Optional<StoredFile> find(Digest digest);

    /** The SHA-256 of the bytes that are really there now; empty when there is no such file or it cannot be read. */
    Optional<Digest> rehash(Digest digest);

    /** Digests of files that were last put before {@code cutoff}, at most {@code limit}, from {@code after} on in order. */
    List<Digest> putBefore(Instant cutoff, String after, int limit);

    /** Removes the file unless it was put again at {@code cutoff} or later; says whether it did. */
    boolean removeIfPutBefore(Digest digest, Instant cutoff);

    /** @throws PlatformException {@code unavailable} when nothing can be written now */
    void probe();
}

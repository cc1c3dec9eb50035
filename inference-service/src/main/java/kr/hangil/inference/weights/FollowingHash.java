package kr.hangil.inference.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import kr.hangil.contracts.Digest;

/**
 * Hashes a file while it is being pulled: a thread of its own follows behind the bytes that are there, and is done soon after
 * the last one.
 */
final class FollowingHash implements AutoCloseable {

    private static final int BUFFER = 1 << 20;

    private final PartialFile file;
    private final long size;
    private final FutureTask<Digest> result = new FutureTask<>(this::hash);
    private final Thread thread;

    FollowingHash(PartialFile file, long size) {
        this.file = file;
        this.size = size;
        // A platform thread: hashing is work for the processor, and must not hold up the threads that wait for the
        // network.
        this.thread = Thread.ofPlatform().daemon().name("weights-hash").start(result);
    }

    private Digest hash() throws IOException, InterruptedException {
        MessageDigest sha256 = Digest.sha256();
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        int generation = file.generation();
        long at = 0;
        while (at < size) {
            long until = file.awaitContiguous(at, generation);
            if (until < 0) {
                throw new IOException("it was given up");
            }
            if (file.generation() != generation) {
                generation = file.generation();
                sha256.reset();
                at = 0;
                continue;
            }
            buffer.clear().limit((int) Math.min(BUFFER, until - at));
            int read = file.read(buffer, at);
            if (read < 0) {
                throw new IOException("it has become shorter");
            }
            sha256.update(buffer.flip());
            at += read;
        }
        return Digest.of(sha256.digest());
    }

    /** The digest of all of it, once all of it is there. */
    Digest digest() throws IOException, InterruptedException {
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw new IOException("the file could not be hashed: " + e.getCause(), e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}

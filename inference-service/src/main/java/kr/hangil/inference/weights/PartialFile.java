package kr.hangil.inference.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A file that is being pulled, in segments that may come in any order. A file of one segment is its own account of how much is
 * there; beside one of several lies a journal, {@code <name>.parts}, of how much of each is. Both survive the process, and
 * neither is believed in the end: the whole file is hashed. Safe for use by several threads, one per segment.
 */
final class PartialFile implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(PartialFile.class);

    private final long size;
    private final long segment;
    private final long[] have;
    private final FileChannel file;
    private final @Nullable FileChannel journal;
    private int generation;
    private boolean closed;

    private PartialFile(long size, long segment, long[] have, FileChannel file, @Nullable FileChannel journal) {
        this.size = size;
        this.segment = segment;
        this.have = have;
        this.file = file;
        this.journal = journal;
    }

    /** Opens what is there of a file of {@code size} bytes, or begins it. */
    static PartialFile open(Path path, long size, long segment) throws IOException {
        int segments = (int) Math.max(1, Math.ceilDiv(size, segment));
        long[] have = new long[segments];
        Path journalPath = journalOf(path);
        FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (segments == 1) {
            have[0] = Math.min(size, file.size());
            return new PartialFile(size, segment, have, file, null);
        }
        if (Files.exists(journalPath)) {
            readJournal(journalPath, segment, have);
        } else {
            // Begun as one segment: all of it, from the start.
            for (int i = 0; i < segments; i++) {
                have[i] = Math.clamp(file.size() - i * segment, 0, Math.min(segment, size - i * segment));
            }
        }
        FileChannel journal = FileChannel.open(
                journalPath, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        PartialFile opened = new PartialFile(size, segment, have, file, journal);
        opened.note("segment " + segment);
        return opened;
    }

    static Path journalOf(Path path) {
        return path.resolveSibling(path.getFileName() + ".parts");
    }

    /** Takes over what the journal says; nothing, when it is of segments of another size. */
    private static void readJournal(Path journal, long segment, long[] have) throws IOException {
        for (String line : Files.readString(journal, StandardCharsets.US_ASCII).split("\n", -1)) {
            String[] words = line.split(" ", -1);
            try {
                if (words[0].equals("segment") && Long.parseLong(words[1]) != segment) {
                    Arrays.fill(have, 0);
                    Files.delete(journal);
                    return;
                }
                if (words[0].equals("part")) {
                    have[Integer.parseInt(words[1])] = Math.min(segment, Long.parseLong(words[2]));
                }
            } catch (IndexOutOfBoundsException | NumberFormatException e) {
                LOG.debugf("%s has a line that was cut: that much is pulled again", journal);
            }
        }
    }

    private void note(String line) throws IOException {
        if (journal != null) {
            journal.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII)));
        }
    }

    int segments() {
        return have.length;
    }

    /** Where the next byte of a segment goes. */
    synchronized long next(int index) {
        return index * segment + have[index];
    }

    /** Behind the last byte of a segment. */
    long end(int index) {
        return Math.min(size, (index + 1) * segment);
    }

    synchronized boolean isComplete(int index) {
        return next(index) == end(index);
    }

    /** Bytes that are there. */
    synchronized long received() {
        long sum = 0;
        for (long bytes : have) {
            sum += bytes;
        }
        return sum;
    }

    /** Appends to a segment, and takes no more than belongs there. */
    void append(int index, byte[] bytes, int count) throws IOException {
        long at = next(index);
        ByteBuffer rest = ByteBuffer.wrap(bytes, 0, (int) Math.min(count, end(index) - at));
        while (rest.hasRemaining()) {
            at += file.write(rest, at);
        }
        synchronized (this) {
            have[index] = at - index * segment;
            notifyAll();
            if (at == end(index)) {
                note("part " + index + " " + have[index]);
            }
        }
    }

    /** Forgets everything that is there. */
    synchronized void reset() throws IOException {
        for (int i = 0; i < have.length; i++) {
            have[i] = 0;
            note("part " + i + " 0");
        }
        file.truncate(0);
        generation++;
        notifyAll();
    }

    /** Changes when what was there before is no longer. */
    synchronized int generation() {
        return generation;
    }

    /**
     * How many bytes from the start are there without a gap; waits until it is more than {@code beyond}, or another
     * generation than {@code known}.
     *
     * @return -1 when this was closed
     */
    synchronized long awaitContiguous(long beyond, int known) throws InterruptedException {
        while (!closed && generation == known && contiguous() <= beyond) {
            wait();
        }
        return closed ? -1 : contiguous();
    }

    private long contiguous() {
        long sum = 0;
        for (int i = 0; i < have.length; i++) {
            sum += have[i];
            if (!isComplete(i)) {
                break;
            }
        }
        return sum;
    }

    /** Reads from {@code at}; how many bytes. */
    int read(ByteBuffer into, long at) throws IOException {
        return file.read(into, at);
    }

    /** Puts it on the disk. */
    void force() throws IOException {
        file.force(true);
    }

    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        notifyAll();
        try {
            for (int i = 0; i < have.length; i++) {
                if (!isComplete(i)) {
                    note("part " + i + " " + have[i]);
                }
            }
        } finally {
            file.close();
            if (journal != null) {
                journal.close();
            }
        }
    }
}

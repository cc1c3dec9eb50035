package kr.hangil.gateway.metering;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The files of a spool: segments {@code <16-digit number>.log}; {@code cursor}, which says how far billing has answered;
 * and {@code reserve}, room on the disk that is kept for when it is full. One process at a time holds the folder's lock.
 */
final class SpoolFolder implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(SpoolFolder.class);
    private static final String SUFFIX = ".log";
    private static final Pattern SEGMENT = Pattern.compile("(\\d{16})\\" + SUFFIX);

    /** Bytes read at once: so many that a batch comes in a few reads, and so few that the garbage collector finds nothing unusual in them. */
    private static final int WINDOW = 1 << 18;

    private static final int BLOCK = 1 << 16;

    /**
     * A place in the spool.
     *
     * @param segment number of the segment
     * @param offset bytes of it that lie before the place
     */
    record Cursor(long segment, long offset) {
        static final Cursor START = new Cursor(0, 0);
    }

    /**
     * Bytes {@code offset..limit} of a segment.
     *
     * @param closed whether nobody writes to it any more
     */
    record Part(long segment, long offset, long limit, boolean closed) {}

    private final Path folder;
    private final ObjectMapper json;
    private final Path cursor;
    private final Path reserve;
    private final FileChannel lockChannel;

    /** How far billing has answered, as the file {@link #cursor} says. */
    private volatile Cursor answered;

    /** The segment of the last commit: there is none before it. */
    private long first = -1;

    /** @throws IOException when the folder cannot be written or another process holds it */
    SpoolFolder(Path folder, ObjectMapper json) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.json = json;
        this.cursor = folder.resolve("cursor");
        this.reserve = folder.resolve("reserve");
        this.lockChannel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (tryLock(lockChannel) == null) {
            lockChannel.close();
            throw new IOException("the usage spool " + folder + " is in use by another gateway; give each its own"
                    + " HANGIL_GATEWAY_STATE");
        }
        if (Files.notExists(cursor)) {
            write(Cursor.START);
        }
        this.answered = readCursor();
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** Numbers of all segments, ascending. */
    List<Long> segments() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> SEGMENT.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(name -> Long.parseLong(name.group(1)))
                    .sorted()
                    .toList();
        }
    }

    Path path(long segment) {
        return folder.resolve("%016d%s".formatted(segment, SUFFIX));
    }

    FileChannel create(long segment) throws IOException {
        return FileChannel.open(path(segment), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    long size(long segment) throws IOException {
        return Files.size(path(segment));
    }

    /**
     * Reads whole records of a segment from {@code offset} up to {@code limit} bytes of it, {@code max} at most.
     *
     * <p>A damaged line is logged and skipped. A last line without a line feed is not there yet while the segment is
     * written, and torn, so skipped too, once it is closed.
     *
     * @return the offset after the last record taken
     */
    long read(Part part, int max, Consumer<SpoolRecord> records) throws IOException {
        return readLines(part, max, line -> {
            records.accept(SpoolRecord.decode(json, line));
            return true;
        });
    }

    /** As {@link #read}, but gives, and counts, the events of ended requests alone, each as the JSON that was written. */
    long readEnded(Part part, int max, Consumer<ByteBuffer> events) throws IOException {
        return readLines(part, max, line -> {
            if (SpoolRecord.begins(line)) {
                return false;
            }
            events.accept(SpoolRecord.endedEvent(line));
            return true;
        });
    }

    private interface Lines {
        /** Whether {@code line} is one of those that are wanted. */
        boolean take(ByteBuffer line) throws IOException;
    }

    private long readLines(Part part, int max, Lines lines) throws IOException {
        long offset = part.offset();
        int window = WINDOW;
        int taken = 0;
        while (taken < max && offset < part.limit()) {
            byte[] bytes = load(part.segment(), offset, Math.min(part.limit(), offset + window));
            ByteBuf searched = Unpooled.wrappedBuffer(bytes);
            int lineStart = 0;
            for (int end = lineFeed(searched, 0); end >= 0 && taken < max; end = lineFeed(searched, lineStart)) {
                if (take(
                        part.segment(),
                        offset + lineStart,
                        ByteBuffer.wrap(bytes, lineStart, end - lineStart),
                        lines)) {
                    taken++;
                }
                lineStart = end + 1;
            }
            boolean all = offset + bytes.length >= part.limit();
            offset += lineStart;
            if (all) {
                return taken < max ? pastTornLine(part, offset) : offset;
            }
            window = lineStart == 0 ? window * 2 : WINDOW;
        }
        return offset;
    }

    /** Where the next line feed is from {@code from} on, looked for eight bytes at once; -1 when there is none. */
    private static int lineFeed(ByteBuf bytes, int from) {
        return bytes.indexOf(from, bytes.writerIndex(), (byte) '\n');
    }

    private boolean take(long segment, long at, ByteBuffer line, Lines lines) {
        try {
            return lines.take(line);
        } catch (IOException e) {
            LOG.errorf("%s, byte %d: %s; skipped", path(segment), at, e.getMessage());
            return false;
        }
    }

    private long pastTornLine(Part part, long offset) {
        if (!part.closed() || offset >= part.limit()) {
            return offset;
        }
        LOG.warnf("%s ends in a torn line of %d bytes; skipped", path(part.segment()), part.limit() - offset);
        return part.limit();
    }

    private byte[] load(long segment, long offset, long limit) throws IOException {
        try (FileChannel channel = FileChannel.open(path(segment), StandardOpenOption.READ)) {
            ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(Math.max(0, limit - offset)));
            while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) >= 0) {
                // read on
            }
            return buffer.hasRemaining() ? Arrays.copyOf(buffer.array(), buffer.position()) : buffer.array();
        }
    }

    /** How far billing has answered. */
    Cursor cursor() {
        return answered;
    }

    private Cursor readCursor() throws IOException {
        try {
            String[] parts = Files.readString(cursor).strip().split(" ", 2);
            return new Cursor(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            LOG.errorf(
                    "the cursor of %s is damaged; everything in it is shipped again, billing refuses copies", folder);
            return Cursor.START;
        }
    }

    /** Remembers {@code cursor} and deletes the segments before it. */
    void commit(Cursor cursor) throws IOException {
        write(cursor);
        answered = cursor;
        if (cursor.segment() == first) {
            return;
        }
        for (long segment : segments()) {
            if (segment < cursor.segment()) {
                Files.deleteIfExists(path(segment));
            }
        }
        first = cursor.segment();
    }

    /** In place and always of one length: a full disk has no room for another file, and this is what makes room. */
    private void write(Cursor place) throws IOException {
        String line = "%016d %016d\n".formatted(place.segment(), place.offset());
        try (FileChannel file = FileChannel.open(cursor, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
        }
    }

    /**
     * Takes {@code bytes} of the disk, to be given up when it is full.
     *
     * @return false when not twice as much is free: it would be full again at once
     */
    boolean keepRoom(long bytes) throws IOException {
        if (Files.exists(reserve) && Files.size(reserve) == bytes) {
            return true;
        }
        giveUpRoom();
        if (folder.toFile().getUsableSpace() < 2 * bytes) {
            return false;
        }
        try (FileChannel file = FileChannel.open(reserve, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long left = bytes; left > 0; ) {
                left -= file.write(ByteBuffer.allocate((int) Math.min(left, BLOCK)));
            }
            file.force(false);
        } catch (IOException e) {
            giveUpRoom();
            throw e;
        }
        return true;
    }

    /** Whether there was room to give up. */
    boolean giveUpRoom() throws IOException {
        return Files.deleteIfExists(reserve);
    }

    /** Keeps events that billing will never take, for an operator to look at. */
    void setAside(List<String> lines) throws IOException {
        List<String> copy = new ArrayList<>(lines);
        Files.write(folder.resolve("refused.ndjson"), copy, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Override
    public void close() throws IOException {
        lockChannel.close();
    }
}

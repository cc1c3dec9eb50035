package kr.hangil.inference.served;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The account's name and its sums as lines of JSON. The name is made with the file and stays with it, so that whoever reads the
 * account knows whether sums that are smaller than before are those of another one. Lines are only ever appended, and the last one of a key counts, so a crash can tear no more than the
 * last line. It is written anew when it is opened. One process at a time.
 */
final class ServedFile implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ServedFile.class);
    private static final String HEAD = "{\"account\":";

    private final ObjectMapper json;
    private final FileChannel lockFile;
    private final FileChannel file;
    private final String account;

    /** The first line. */
    record Head(String account) {}

    /** A line of sums. */
    record Line(
            String day,
            String digest,
            String gateway,
            String tenant,
            long requests,
            long estimated,
            long promptTokens,
            long cachedTokens,
            long outputTokens,
            long estimatedPromptTokens,
            long estimatedOutputTokens) {

        static Line of(ServedKey key, ServedTokens tokens) {
            return new Line(
                    key.day().toString(),
                    key.digest(),
                    key.gateway(),
                    key.tenant(),
                    tokens.requests(),
                    tokens.estimated(),
                    tokens.promptTokens(),
                    tokens.cachedTokens(),
                    tokens.outputTokens(),
                    tokens.estimatedPromptTokens(),
                    tokens.estimatedOutputTokens());
        }

        ServedKey key() {
            return new ServedKey(LocalDate.parse(day), digest, gateway, tenant);
        }

        ServedTokens tokens() {
            return new ServedTokens(
                    requests,
                    estimated,
                    promptTokens,
                    cachedTokens,
                    outputTokens,
                    estimatedPromptTokens,
                    estimatedOutputTokens);
        }
    }

    private ServedFile(ObjectMapper json, FileChannel lockFile, FileChannel file, String account) {
        this.json = json;
        this.lockFile = lockFile;
        this.file = file;
        this.account = account;
    }

    /** What the account is called, for as long as there is the file. */
    String account() {
        return account;
    }

    /**
     * Opens the file at {@code path} and puts into {@code sums} what it has of the days since {@code oldest}.
     *
     * @throws IOException when it cannot be read or written, or another process has it
     */
    static ServedFile open(ObjectMapper json, Path path, LocalDate oldest, Map<ServedKey, ServedTokens> sums)
            throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        FileChannel lockFile = FileChannel.open(
                path.resolveSibling(path.getFileName() + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (tryLock(lockFile) == null) {
                throw new IOException(path + " is in use by another pod of the same replica name");
            }
            Map<ServedKey, ServedTokens> kept = read(json, path);
            kept.keySet().removeIf(key -> key.day().isBefore(oldest));
            Path fresh = path.resolveSibling(path.getFileName() + ".new");
            Files.deleteIfExists(fresh);
            ServedFile written = new ServedFile(
                    json,
                    lockFile,
                    FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND),
                    account(json, path));
            written.write(json.writeValueAsString(new Head(written.account)) + '\n');
            written.append(kept);
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
            sums.putAll(kept);
            return written;
        } catch (IOException e) {
            lockFile.close();
            throw e;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** The name in the file's first line; a new one where there is none. */
    private static String account(ObjectMapper json, Path path) throws IOException {
        if (Files.exists(path)) {
            try (BufferedReader lines = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
                String first = lines.readLine();
                if (first != null && first.startsWith(HEAD)) {
                    return json.readValue(first, Head.class).account();
                }
            }
        }
        return UUID.randomUUID().toString();
    }

    private static Map<ServedKey, ServedTokens> read(ObjectMapper json, Path path) throws IOException {
        Map<ServedKey, ServedTokens> sums = new HashMap<>();
        if (!Files.exists(path)) {
            return sums;
        }
        for (String text : Files.readString(path, StandardCharsets.UTF_8).split("\n", -1)) {
            try {
                if (!text.isEmpty() && !text.startsWith(HEAD)) {
                    Line line = json.readValue(text, Line.class);
                    sums.put(line.key(), line.tokens());
                }
            } catch (JsonProcessingException | RuntimeException e) {
                LOG.warnf("%s has a line that was cut: %d characters are passed over", path, text.length());
            }
        }
        return sums;
    }

    /** Appends the sums; they are on the disk when this returns. */
    void append(Map<ServedKey, ServedTokens> sums) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<ServedKey, ServedTokens> sum : sums.entrySet()) {
            lines.append(json.writeValueAsString(Line.of(sum.getKey(), sum.getValue())))
                    .append('\n');
        }
        write(lines.toString());
    }

    private void write(String lines) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
        file.force(false);
    }

    @Override
    public void close() throws IOException {
        file.close();
        lockFile.close();
    }
}

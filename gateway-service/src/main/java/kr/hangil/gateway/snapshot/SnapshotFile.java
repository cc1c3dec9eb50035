package kr.hangil.gateway.snapshot;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import kr.hangil.gateway.secret.Pepper;
import kr.hangil.platform.state.StateFile;

/**
 * The last good snapshot on disk: one line with a signature under the pepper, then the content it signs.
 *
 * <p>A file that is cut short, edited, or from a gateway with another pepper is refused as a whole.
 */
@ApplicationScoped
class SnapshotFile {

    private static final String NAME = "snapshot.json";
    private static final String HEADER = "hangil-snapshot-3 ";
    private static final int HEADER_LENGTH = HEADER.length() + 64;
    private static final String PURPOSE = "snapshot";
    private static final int BUFFER = 1 << 16;

    private final StateFile file;
    private final Pepper pepper;

    SnapshotFile(SnapshotConfig config, Pepper pepper) {
        this.file = new StateFile(config.directory(), NAME);
        this.pepper = pepper;
    }

    Path path() {
        return file.path();
    }

    /** Makes something of the bytes it is given. */
    interface Parser<T> {
        T parse(InputStream content) throws IOException;
    }

    /** Gives its bytes away. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * What {@code parser} makes of the file; empty where there is none yet. Blocks.
     *
     * @throws IOException where it cannot be read or is not what was written
     */
    <T> Optional<T> read(Parser<T> parser) throws IOException {
        if (!file.exists()) {
            return Optional.empty();
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path()), BUFFER)) {
            byte[] found = in.readNBytes(HEADER_LENGTH);
            if (in.read() != '\n') {
                throw new IOException(path() + " is cut short or no snapshot");
            }
            if (!MessageDigest.isEqual(found, header(signatureOf(in)))) {
                throw new IOException(path() + " is damaged, or was written under another pepper");
            }
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path()), BUFFER)) {
            in.skipNBytes(HEADER_LENGTH + 1L);
            return Optional.of(parser.parse(in));
        }
    }

    /** Puts {@code content} in place of the file there was. Blocks. */
    void write(Content content) throws IOException {
        file.replace(out -> {
            out.position(HEADER_LENGTH + 1L);
            Mac signature = pepper.signing(PURPOSE);
            OutputStream signed = new BufferedOutputStream(new SignedOutput(out, signature), BUFFER);
            content.writeTo(signed);
            signed.flush();
            out.position(0);
            StateFile.writeAll(out, ByteBuffer.wrap(header(signature.doFinal())));
            StateFile.writeAll(out, ByteBuffer.wrap(new byte[] {'\n'}));
        });
    }

    private byte[] signatureOf(InputStream content) throws IOException {
        Mac signature = pepper.signing(PURPOSE);
        byte[] part = new byte[BUFFER];
        for (int read = content.read(part); read >= 0; read = content.read(part)) {
            signature.update(part, 0, read);
        }
        return signature.doFinal();
    }

    private static byte[] header(byte[] signature) {
        return (HEADER + HexFormat.of().formatHex(signature)).getBytes(StandardCharsets.US_ASCII);
    }

    /** To the file and into its signature; closing it leaves the file open. */
    private static final class SignedOutput extends OutputStream {

        private final FileChannel out;
        private final Mac signature;

        SignedOutput(FileChannel out, Mac signature) {
            this.out = out;
            this.signature = signature;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            signature.update(bytes, from, length);
            StateFile.writeAll(out, ByteBuffer.wrap(bytes, from, length));
        }
    }
}

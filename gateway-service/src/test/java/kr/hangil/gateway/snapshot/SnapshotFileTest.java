package kr.hangil.gateway.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import kr.hangil.gateway.secret.TestPepper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFileTest {

    private static final byte[] DOCUMENT = "{\"version\":7}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private SnapshotFile file;

    @BeforeEach
    void anEmptyFolder() {
        file = file("pepper-one-0123456789abcdef0123456789");
    }

    private SnapshotFile file(String pepper) {
        return new SnapshotFile(
                new SnapshotConfig() {
                    @Override
                    public Path directory() {
                        return folder.resolve("state");
                    }

                    @Override
                    public Duration poll() {
                        return Duration.ofMillis(500);
                    }

                    @Override
                    public Duration degradedAfter() {
                        return Duration.ofSeconds(3);
                    }

                    @Override
                    public Duration patience() {
                        return Duration.ofSeconds(2);
                    }
                },
                TestPepper.of(pepper));
    }

    private Optional<byte[]> read() throws IOException {
        return file.read(InputStream::readAllBytes);
    }

    private void write(byte[] content) throws IOException {
        file.write(out -> out.write(content));
    }

    @Test
    void shouldReadNothingWhenNothingWasWritten() throws IOException {
        assertThat(read()).isEmpty();
    }

    @Test
    void shouldReadBackWhatItWroteLast() throws IOException {
        write("{}".getBytes(StandardCharsets.UTF_8));
        write(DOCUMENT);

        assertThat(read()).contains(DOCUMENT);
    }

    @Test
    void shouldRefuseTheFileWhereverItIsCutShort() throws IOException {
        write(DOCUMENT);
        byte[] whole = Files.readAllBytes(file.path());

        for (int length = 0; length < whole.length; length++) {
            Files.write(file.path(), Arrays.copyOf(whole, length));
            assertThatIOException().isThrownBy(this::read).withMessageContaining("snapshot.json");
        }
    }

    @Test
    void shouldRefuseTheFileWhicheverByteIsChanged() throws IOException {
        write(DOCUMENT);
        byte[] whole = Files.readAllBytes(file.path());

        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 1;
            Files.write(file.path(), changed);
            assertThatIOException().isThrownBy(this::read);
        }
    }

    @Test
    void shouldRefuseTheFileWhenThePepperIsAnother() throws IOException {
        write(DOCUMENT);

        assertThatIOException()
                .isThrownBy(() -> file("pepper-two-0123456789abcdef0123456789").read(InputStream::readAllBytes))
                .withMessageContaining("another pepper");
    }

    @Test
    void shouldKeepTheOldFileWhenAWriterDiedOverItsDraft() throws IOException {
        write(DOCUMENT);
        Files.writeString(file.path().resolveSibling("snapshot.json.draft"), "half");

        assertThat(read()).contains(DOCUMENT);
        write("{}".getBytes(StandardCharsets.UTF_8));
        assertThat(read()).isPresent();
    }
}

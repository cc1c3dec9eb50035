package kr.hangil.registry.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import kr.hangil.contracts.Digest;
import kr.hangil.platform.error.PlatformException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskFileStoreTest extends FileStoreContract {

    @TempDir
    Path folder;

    private DiskFileStore store;

    @BeforeEach
    void open() throws IOException {
        store = DiskFileStore.open(folder, MAX_FILE_SIZE, 0);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Override
    FileStore store() {
        return store;
    }

    @Override
    FileStore full() {
        try {
            return DiskFileStore.open(folder.resolve("full"), MAX_FILE_SIZE, Long.MAX_VALUE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    long leftovers() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("incoming"))) {
            return files.count();
        }
    }

    @Override
    void damage(Digest digest) throws IOException {
        Path path = store.find(digest).orElseThrow().path();
        byte[] bytes = Files.readAllBytes(path);
        bytes[0] ^= 1;
        Files.write(path, bytes);
    }

    @Test
    void shouldSweepWhatADeadProcessLeft() throws IOException {
        store.close();
        Files.writeString(folder.resolve("incoming/cut-off.part"), "half a mod");

        store = DiskFileStore.open(folder, MAX_FILE_SIZE, 0);

        assertThat(leftovers()).isZero();
    }

    @Test
    void shouldRefuseAFolderThatIsInUse() {
        assertThatIOException()
                .isThrownBy(() -> DiskFileStore.open(folder, MAX_FILE_SIZE, 0))
                .withMessageContaining("already uses the folder");
    }

    @Test
    void shouldSayThatItCannotWrite() throws IOException {
        Files.delete(folder.resolve("incoming"));

        assertThatExceptionOfType(PlatformException.class)
                .isThrownBy(store::probe)
                .withMessageContaining("storage failed");
    }
}

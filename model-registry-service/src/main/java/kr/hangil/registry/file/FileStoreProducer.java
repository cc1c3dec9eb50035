package kr.hangil.registry.file;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Opens the configured store when it is first needed and gives its folder free at the end. */
final class FileStoreProducer {

    @Produces
    @ApplicationScoped
    FileStore open(FileStoreConfig config) {
        try {
            return DiskFileStore.open(
                    config.folder().toAbsolutePath(),
                    config.maxFileSize().asLongValue(),
                    config.reserve().asLongValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void close(@Disposes FileStore store) throws IOException {
        if (store instanceof DiskFileStore disk) {
            disk.close();
        }
    }
}

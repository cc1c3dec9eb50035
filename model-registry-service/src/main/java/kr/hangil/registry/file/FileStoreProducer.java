package kr.hangil.registry.file;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;

/** Opens the configured store, which sweeps it, before the service takes a request, and gives its folder free at the end. */
@Singleton
final class FileStoreProducer {

    @Produces
    @ApplicationScoped
    FileStore open(FileStoreConfig config) {
        Path folder = config.folder().toAbsolutePath();
        try {
            return DiskFileStore.open(
                    folder, config.maxFileSize().asLongValue(), config.reserve().asLongValue());
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the file store at " + folder + " cannot be used (" + e
                            + "): set hangil.registry.files.folder (HANGIL_REGISTRY_FILES) to a folder this process may write",
                    e);
        }
    }

    void close(@Disposes FileStore store) throws IOException {
        if (store instanceof DiskFileStore disk) {
            disk.close();
        }
    }

    void onStart(@Observes StartupEvent event, FileStore store) {
        store.probe();
    }
}

package kr.hangil.registry.file;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import kr.hangil.platform.startup.StartupCheck;

/** A registry that cannot keep files must not start. */
@ApplicationScoped
class FileStoreCheck implements StartupCheck {

    private final FileStore store;
    private final FileStoreConfig config;

    FileStoreCheck(FileStore store, FileStoreConfig config) {
        this.store = store;
        this.config = config;
    }

    @Override
    public List<String> findings() {
        try {
            store.probe();
            return List.of();
        } catch (RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return List.of("the file store at " + config.folder().toAbsolutePath() + " cannot be used (" + cause
                    + "): set hangil.registry.files.folder (HANGIL_REGISTRY_FILES) to a folder this process may write");
        }
    }
}

package kr.hangil.registry.file;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import kr.hangil.platform.startup.StartupCheck;

/** A registry that cannot keep files must not start. */
@ApplicationScoped
class FileStoreCheck implements StartupCheck {

    private final FileStore store;

    FileStoreCheck(FileStore store) {
        this.store = store;
    }

    @Override
    public List<String> findings() {
        try {
            store.probe();
            return List.of();
        } catch (RuntimeException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }
}

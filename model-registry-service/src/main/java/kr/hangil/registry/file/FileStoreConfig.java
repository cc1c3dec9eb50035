package kr.hangil.registry.file;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** Where files lie and how large they may be. */
@ConfigMapping(prefix = "hangil.registry.files")
public interface FileStoreConfig {

    /** Folder of the store, owned by one registry process at a time. */
    Path folder();

    /** Largest file taken. */
    @WithDefault("512G")
    MemorySize maxFileSize();

    /** Space left free on the disk; an upload that announces more than what is beyond it is refused at once. */
    @WithDefault("64M")
    MemorySize reserve();
}

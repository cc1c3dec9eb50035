package kr.hangil.inference.weights;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where weights come from and where they are kept. */
@ConfigMapping(prefix = "hangil.inference.weights")
public interface WeightsConfig {

    /** Address of the model registry, without a path. */
    @WithDefault("http://localhost:8081")
    URI registry();

    /** Folder of the node's cache; may be shared by several pods. */
    Path cache();

    /** Bytes that the cache may hold, for all pods of the node; without it as many as the disk has room for. */
    Optional<MemorySize> cacheSize();

    /**
     * Folder of public keys, {@code *.pem}. Where it is given, only versions are served that one of their holders signed: with a file
     * {@code model.sig} among theirs, as the OpenSSF's model signing makes it.
     */
    Optional<Path> trustedKeys();

    /** Connections over which one file is pulled at once. */
    @WithDefault("4")
    @Min(1)
    @Max(64)
    int connections();

    /** Bytes of a file that are pulled over one connection before the next ones. */
    @WithDefault("16M")
    MemorySize segment();

    /** Longest silence of the registry inside one answer. */
    @WithDefault("PT30S")
    Duration stallTimeout();

    /** Attempts at one file before giving up; each goes on where the one before was cut. */
    @WithDefault("5")
    @Min(1)
    @Max(100)
    int attempts();

    /** Wait between two attempts at one file. */
    @WithDefault("PT1S")
    Duration attemptDelay();
}

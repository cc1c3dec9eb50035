package kr.hangil.inference;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import java.util.Optional;

/** What this pod serves and as whom. */
@ConfigMapping(prefix = "hangil.inference")
public interface InferenceConfig {

    /** The model in the registry, {@code namespace/name}. */
    @WithDefault("hangil/hangil-mini")
    @Pattern(regexp = "[^/\\s]+/[^/\\s]+")
    String model();

    /** The version of it: an alias such as {@code prod}, or a digest {@code sha256:…}. */
    @WithDefault("prod")
    @Pattern(regexp = "[A-Za-z0-9:._-]{1,128}")
    String ref();

    /** Names that clients may ask for; the first one is told to the engine. At least one. */
    @WithDefault("hangil-mini")
    @NotEmpty
    List<String> servedNames();

    /**
     * LoRA adapters of the model, each {@code name=namespace/model@version}; at most 16, with names that are nobody else's, on an
     * engine that has adapters. Otherwise the pod does not start.
     */
    Optional<List<AdapterReference>> adapters();

    /** Region this pod runs in, on every answer. */
    @WithDefault("kr-ulsan")
    String region();

    /** Name of this replica, on every answer; unique among the pods of a deployment. */
    @WithDefault("pod-0")
    String replica();

    /** Largest request body, in bytes. */
    @WithDefault("10M")
    MemorySize maxBodySize();

    /** Bytes of memory for the bodies of all requests, of which one takes eight times its size; half of the heap where it is not set. */
    Optional<MemorySize> bodyMemory();
}

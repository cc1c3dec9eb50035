package kr.hangil.inference.support;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import kr.hangil.stack.demo.AdapterGguf;
import org.jspecify.annotations.Nullable;

/** A registry with the demo model and two adapters of it, an empty weights cache and the real engine, for the service under test. */
public final class PodResource implements QuarkusTestResourceLifecycleManager {

    private @Nullable RegistryStandIn registry;
    private @Nullable Path cache;

    @Override
    public Map<String, String> start() {
        try {
            RegistryStandIn started = new RegistryStandIn();
            registry = started;
            started.publish("prod", Map.of(DemoModel.FILE, DemoModel.bytes()));
            for (int seed = 1; seed <= 2; seed++) {
                String name = "adapter-" + seed;
                started.publish("hangil/" + name, "prod", Map.of(name + ".gguf", AdapterGguf.of(seed, 0.3)));
            }
            Path empty = Files.createTempDirectory("hangil-weights");
            cache = empty;
            return Map.of(
                    "HANGIL_REGISTRY_URL", started.url().toString(),
                    "HANGIL_WEIGHTS_CACHE", empty.toString(),
                    "HANGIL_ENGINE_PATH", RealEngine.path().toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (registry != null) {
            registry.close();
        }
        if (cache != null) {
            delete(cache);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

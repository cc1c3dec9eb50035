package kr.hangil.inference.support;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A registry with the demo model, an empty weights cache and the real engine, for the service under test. */
public final class PodResource implements QuarkusTestResourceLifecycleManager {

    private @Nullable RegistryStandIn registry;

    @Override
    public Map<String, String> start() {
        try {
            RegistryStandIn started = new RegistryStandIn();
            registry = started;
            started.publish("prod", Map.of(DemoModel.FILE, DemoModel.bytes()));
            Path cache = Files.createTempDirectory("hangil-weights");
            return Map.of(
                    "HANGIL_REGISTRY_URL", started.url().toString(),
                    "HANGIL_WEIGHTS_CACHE", cache.toString(),
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
    }
}

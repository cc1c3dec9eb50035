package kr.hangil.inference.weights;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.oidc.client.OidcClient;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import kr.hangil.contracts.Digest;
import kr.hangil.inference.support.PodTest;
import kr.hangil.inference.support.RegistryStandIn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A registry with one version of a model, and an empty cache to pull it into. */
@PodTest
abstract class RunningRegistry {

    static final String FILE = "weights/part one.gguf";
    static final int SEGMENT = 1 << 19;
    static final ModelReference PROD = new ModelReference(RegistryStandIn.MODEL, "prod");

    @Inject
    Vertx vertx;

    @Inject
    OidcClient tokens;

    @Inject
    ObjectMapper json;

    @TempDir
    Path cache;

    RegistryStandIn registry;
    byte[] bytes;
    Digest digest;

    @BeforeEach
    void publish() {
        bytes = new byte[300_000];
        new Random(11).nextBytes(bytes);
        registry = new RegistryStandIn();
        digest = registry.publish("prod", Map.of(FILE, bytes, "README.md", new byte[0]));
    }

    @AfterEach
    void close() {
        registry.close();
    }

    WeightsService service() {
        return service(Optional.empty());
    }

    WeightsService service(Optional<MemorySize> limit) {
        return service(limit, Optional.empty());
    }

    WeightsService service(Optional<MemorySize> limit, Optional<Path> trustedKeys) {
        WeightsConfig config = new Config(registry.url(), cache, limit, trustedKeys);
        return new WeightsService(new RegistryClient(vertx, tokens, config), config, json);
    }

    long downloads() {
        return registry.seen().stream()
                .filter(path -> path.contains("/files/weights"))
                .count();
    }

    private record Config(URI registry, Path cache, Optional<MemorySize> cacheSize, Optional<Path> trustedKeys)
            implements WeightsConfig {
        @Override
        public int connections() {
            return 4;
        }

        @Override
        public MemorySize segment() {
            return new MemorySize(BigInteger.valueOf(SEGMENT));
        }

        @Override
        public Duration stallTimeout() {
            return Duration.ofSeconds(5);
        }

        @Override
        public int attempts() {
            return 2;
        }

        @Override
        public Duration attemptDelay() {
            return Duration.ofMillis(1);
        }
    }
}

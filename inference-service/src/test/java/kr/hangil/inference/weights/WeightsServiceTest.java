package kr.hangil.inference.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.oidc.client.OidcClient;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import kr.hangil.contracts.Digest;
import kr.hangil.inference.support.PodTest;
import kr.hangil.inference.support.RegistryStandIn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@PodTest
class WeightsServiceTest {

    private static final String FILE = "weights/part one.gguf";
    private static final ModelReference PROD = new ModelReference(RegistryStandIn.MODEL, "prod");

    @Inject
    Vertx vertx;

    @Inject
    OidcClient tokens;

    @Inject
    ObjectMapper json;

    @TempDir
    Path cache;

    private RegistryStandIn registry;
    private byte[] bytes;
    private Digest digest;

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

    private WeightsService service() {
        WeightsConfig config = new Config(registry.url(), cache);
        return new WeightsService(new RegistryClient(vertx, tokens, config), config, json);
    }

    private Path blob() throws IOException {
        try (Stream<Path> blobs = Files.list(cache.resolve("blobs"))) {
            return blobs.filter(file -> file.toFile().length() > 0).findFirst().orElseThrow();
        }
    }

    private long downloads() {
        return registry.seen().stream()
                .filter(path -> path.contains("/files/weights"))
                .count();
    }

    @Test
    void shouldPullEveryFileAndNameTheEnginesOne() throws Exception {
        // When
        LoadedModel model = service().prepare(PROD);

        // Then
        assertThat(model.digest()).isEqualTo(digest);
        assertThat(model.weights()).hasBinaryContent(bytes);
        assertThat(model.folder().resolve("README.md")).isEmptyFile();
        assertThat(cache.resolve("partial")).isEmptyDirectory();
    }

    @Test
    void shouldResumeWhereADownloadWasCut() throws Exception {
        // Given
        registry.cutOnceAfter(100_000);

        // When
        LoadedModel model = service().prepare(PROD);

        // Then
        assertThat(model.weights()).hasBinaryContent(bytes);
        assertThat(registry.seen()).anyMatch(request -> request.endsWith(FILE + " bytes=100000-"));
    }

    @Test
    void shouldStartOverWhenTheRegistryIgnoresTheRange() throws Exception {
        // Given
        registry.ignoreRanges();
        registry.cutOnceAfter(100_000);

        // When
        LoadedModel model = service().prepare(PROD);

        // Then
        assertThat(model.weights()).hasBinaryContent(bytes);
    }

    @Test
    void shouldNotAskForFilesAgainWhenTheyAreCached() throws Exception {
        // Given
        service().prepare(PROD);

        // When
        service().prepare(PROD);

        // Then
        assertThat(downloads()).isOne();
    }

    @Test
    void shouldRefuseByNameWhenTheRegistryHasOtherBytes() {
        // Given
        byte[] corrupt = bytes.clone();
        corrupt[5] ^= 1;
        registry.spoil(FILE, corrupt);

        // When
        WeightsException refusal =
                catchThrowableOfType(WeightsException.class, () -> service().prepare(PROD));

        // Then
        assertThat(refusal).hasMessageContaining(FILE).hasMessageContaining("refused");
        assertThat(cache.resolve("versions")).doesNotExist();
    }

    @Test
    void shouldRefuseByNameWhenTheRegistryHasATruncatedFile() {
        // Given
        registry.spoil(FILE, Arrays.copyOf(bytes, 200_000));

        // When
        WeightsException refusal =
                catchThrowableOfType(WeightsException.class, () -> service().prepare(PROD));

        // Then
        assertThat(refusal).hasMessageContaining(FILE);
        assertThat(cache.resolve("versions")).doesNotExist();
    }

    @Test
    void shouldPullAgainWhenTheCachedFileIsCorrupt() throws Exception {
        // Given
        service().prepare(PROD);
        byte[] corrupt = bytes.clone();
        corrupt[299_999] ^= 1;
        Files.write(blob(), corrupt);

        // When
        LoadedModel model = service().prepare(PROD);

        // Then
        assertThat(model.weights()).hasBinaryContent(bytes);
        assertThat(downloads()).isEqualTo(2);
    }

    @Test
    void shouldRefuseByNameWhenTheCachedFileIsTruncatedAndCannotBePulledAgain() throws Exception {
        // Given
        service().prepare(PROD);
        Files.write(blob(), Arrays.copyOf(bytes, 10));
        registry.close();

        // When
        WeightsException refusal =
                catchThrowableOfType(WeightsException.class, () -> service().prepare(PROD));

        // Then
        assertThat(refusal).hasMessageContaining(FILE);
    }

    @Test
    void shouldServeWhatTheAliasMeantLastWhenTheRegistryIsDown() throws Exception {
        // Given
        service().prepare(PROD);
        registry.close();

        // When
        LoadedModel model = service().prepare(PROD);

        // Then
        assertThat(model.digest()).isEqualTo(digest);
    }

    @Test
    void shouldFailWhenTheRegistryIsDownAndNothingIsCached() {
        // Given
        registry.close();

        // When
        WeightsException refusal =
                catchThrowableOfType(WeightsException.class, () -> service().prepare(PROD));

        // Then
        assertThat(refusal).hasMessageContaining("prod");
    }

    @Test
    void shouldSayWhatIsUnknownWhenThereIsNoSuchAlias() {
        // When
        WeightsException refusal = catchThrowableOfType(
                WeightsException.class, () -> service().prepare(new ModelReference(RegistryStandIn.MODEL, "nowhere")));

        // Then
        assertThat(refusal).hasMessageContaining("404").hasMessageContaining("nowhere");
    }

    @Test
    void shouldPullOnceWhenTwoWritersShareTheCache() throws Exception {
        // Given
        Callable<LoadedModel> one = () -> service().prepare(PROD);

        // When
        List<Future<LoadedModel>> models;
        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            models = writers.invokeAll(List.of(one, one, one));
        }

        // Then
        for (Future<LoadedModel> model : models) {
            assertThat(model.get().weights()).hasBinaryContent(bytes);
        }
        assertThat(downloads()).isOne();
    }

    private record Config(URI registry, Path cache) implements WeightsConfig {
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

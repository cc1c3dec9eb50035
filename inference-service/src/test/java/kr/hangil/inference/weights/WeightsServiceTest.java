package kr.hangil.inference.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.oidc.client.OidcClient;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private static final int SEGMENT = 1 << 19;
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
        return service(Optional.empty());
    }

    private WeightsService service(Optional<MemorySize> limit) {
        WeightsConfig config = new Config(registry.url(), cache, limit);
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

    /** Of several segments, with a rest. */
    private byte[] large() {
        byte[] large = new byte[3 * SEGMENT + 12_345];
        new Random(12).nextBytes(large);
        return large;
    }

    @Test
    void shouldPullALargeFileInSegmentsOverSeveralConnections() throws Exception {
        // Given
        byte[] large = large();
        registry.publish("prod", Map.of(FILE, large));

        // When
        LoadedModel model = service().prepare(PROD);

        // Then
        assertThat(model.weights()).hasBinaryContent(large);
        assertThat(downloads()).isEqualTo(4);
        assertThat(registry.seen()).anyMatch(request -> request.endsWith(" bytes=0-" + (SEGMENT - 1)));
        assertThat(cache.resolve("partial")).isEmptyDirectory();
    }

    @Test
    void shouldPullOnlyTheSegmentsThatAreMissingWhenItCameToAnEnd() throws Exception {
        // Given: one of the connections is cut in every attempt of the first pod
        byte[] large = large();
        registry.publish("prod", Map.of(FILE, large));
        registry.refuseFrom(3 * SEGMENT);
        assertThatThrownBy(() -> service().prepare(PROD)).isInstanceOf(WeightsException.class);
        registry.refuseFrom(Integer.MAX_VALUE);
        long before = downloads();

        // When
        LoadedModel model = service().prepare(PROD);

        // Then
        assertThat(model.weights()).hasBinaryContent(large);
        assertThat(downloads() - before).isEqualTo(1);
    }

    @Test
    void shouldPullALargeFileFromARegistryThatIgnoresRanges() throws Exception {
        // Given
        byte[] large = large();
        registry.publish("prod", Map.of(FILE, large));
        registry.ignoreRanges();

        // When
        LoadedModel model = service().prepare(PROD);

        // Then
        assertThat(model.weights()).hasBinaryContent(large);
    }

    @Test
    void shouldPullALargeFileAgainWhenASegmentWasSpoiledOnTheDisk() throws Exception {
        // Given
        byte[] large = large();
        registry.publish("prod", Map.of(FILE, large));
        registry.refuseFrom(3 * SEGMENT);
        assertThatThrownBy(() -> service().prepare(PROD)).isInstanceOf(WeightsException.class);
        registry.refuseFrom(Integer.MAX_VALUE);
        Path partial;
        try (Stream<Path> files = Files.list(cache.resolve("partial"))) {
            partial = files.filter(file -> !file.toString().endsWith(".parts"))
                    .filter(file -> file.toFile().length() > 0)
                    .findFirst()
                    .orElseThrow();
        }
        byte[] spoiled = Files.readAllBytes(partial);
        spoiled[SEGMENT + 1] ^= 1;
        Files.write(partial, spoiled);

        // When
        LoadedModel model = service().prepare(PROD);

        // Then
        assertThat(model.weights()).hasBinaryContent(large);
    }

    @Test
    void shouldMakeRoomByDeletingWhatWasNotUsedForLongest() throws Exception {
        // Given: room for two versions of 300 kB
        Optional<MemorySize> limit = Optional.of(new MemorySize(BigInteger.valueOf(700_000)));
        List<Digest> versions = new ArrayList<>();
        for (int seed = 0; seed < 3; seed++) {
            new Random(seed).nextBytes(bytes);
            versions.add(registry.publish("v" + seed, Map.of("v" + seed + ".gguf", bytes.clone())));
        }
        WeightsService pod = service(limit);
        pod.prepare(new ModelReference(RegistryStandIn.MODEL, "v0"));
        pod.prepare(new ModelReference(RegistryStandIn.MODEL, "v1"));
        age(versions.get(1), Duration.ofHours(1));
        age(versions.get(0), Duration.ofHours(2));
        pod.prepare(new ModelReference(RegistryStandIn.MODEL, "v0"));

        // When
        pod.prepare(new ModelReference(RegistryStandIn.MODEL, "v2"));

        // Then
        assertThat(cache.resolve("versions").resolve(versions.get(0).hex())).exists();
        assertThat(cache.resolve("versions").resolve(versions.get(1).hex())).doesNotExist();
        try (Stream<Path> blobs = Files.list(cache.resolve("blobs"))) {
            assertThat(blobs).hasSize(2);
        }
    }

    private void age(Digest version, Duration by) throws IOException {
        Files.setLastModifiedTime(
                cache.resolve("manifests").resolve(version.hex()),
                FileTime.from(Instant.now().minus(by)));
    }

    @Test
    void shouldNeverDeleteWhatAnotherPodOfTheNodeServes() throws Exception {
        // Given: another pod serves what was not used for longest
        Optional<MemorySize> limit = Optional.of(new MemorySize(BigInteger.valueOf(400_000)));
        LoadedModel served = service(limit).prepare(PROD);
        age(served.digest(), Duration.ofHours(2));
        byte[] other = bytes.clone();
        other[0] ^= 1;
        registry.publish("other", Map.of("other.gguf", other));

        // When
        WeightsException refusal = catchThrowableOfType(
                WeightsException.class,
                () -> service(limit).prepare(new ModelReference(RegistryStandIn.MODEL, "other")));

        // Then
        assertThat(refusal).hasMessageContaining("no room").hasMessageContaining("400000");
        assertThat(served.weights()).hasBinaryContent(bytes);
    }

    @Test
    void shouldDeleteWhatAPodServedThatHasEnded() throws Exception {
        // Given: a lease that no process holds
        Optional<MemorySize> limit = Optional.of(new MemorySize(BigInteger.valueOf(400_000)));
        WeightsService pod = service(limit);
        pod.prepare(PROD);
        Path leases = cache.resolve("leases").resolve(digest.hex());
        Files.createFile(leases.resolve("of-a-dead-process"));
        byte[] other = bytes.clone();
        other[0] ^= 1;
        Digest second = registry.publish("other", Map.of("other.gguf", other));

        // When: the same pod goes over to another version
        LoadedModel model = pod.prepare(new ModelReference(RegistryStandIn.MODEL, "other"));

        // Then
        assertThat(model.digest()).isEqualTo(second);
        assertThat(leases).doesNotExist();
        assertThat(cache.resolve("versions").resolve(digest.hex())).doesNotExist();
    }

    private record Config(URI registry, Path cache, Optional<MemorySize> cacheSize) implements WeightsConfig {
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

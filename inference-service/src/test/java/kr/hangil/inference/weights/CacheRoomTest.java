package kr.hangil.inference.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import kr.hangil.contracts.Digest;
import kr.hangil.inference.support.RegistryStandIn;
import org.junit.jupiter.api.Test;

/** What goes when the cache is full, and what never does. */
@QuarkusTest
class CacheRoomTest extends RunningRegistry {

    private void age(Digest version, Duration by) throws IOException {
        Files.setLastModifiedTime(
                cache.resolve("manifests").resolve(version.hex()),
                FileTime.from(Instant.now().minus(by)));
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
    void shouldKeepEverythingThatIsServedTogether() throws Exception {
        // Given: room for two versions of 300 kB
        Optional<MemorySize> limit = Optional.of(new MemorySize(BigInteger.valueOf(700_000)));
        for (String alias : List.of("adapter", "other")) {
            byte[] own = bytes.clone();
            own[0] = (byte) alias.length();
            registry.publish(alias, Map.of(alias + ".gguf", own));
        }
        ModelReference adapter = new ModelReference(RegistryStandIn.MODEL, "adapter");

        // When
        List<LoadedModel> served = service(limit).prepare(List.of(PROD, adapter));

        // Then
        assertThat(served).extracting(LoadedModel::digest).startsWith(digest).doesNotHaveDuplicates();
        assertThatThrownBy(() -> service(limit).prepare(new ModelReference(RegistryStandIn.MODEL, "other")))
                .hasMessageContaining("no room");
        assertThat(served.getFirst().weights()).hasBinaryContent(bytes);
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
}

package kr.hangil.inference.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Files of several segments, over several connections. */
@QuarkusTest
class LargeWeightsTest extends RunningRegistry {

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
}

package kr.hangil.inference.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What was pulled before serves again, as long as it is what it was. */
@QuarkusTest
class CachedWeightsTest extends RunningRegistry {

    private Path blob() throws IOException {
        try (Stream<Path> blobs = Files.list(cache.resolve("blobs"))) {
            return blobs.filter(file -> file.toFile().length() > 0).findFirst().orElseThrow();
        }
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
}

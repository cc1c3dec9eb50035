package kr.hangil.inference.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quarkus.test.junit.QuarkusTest;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import kr.hangil.inference.support.RegistryStandIn;
import org.junit.jupiter.api.Test;

/** Files come whole and as the manifest says, whatever happens on the way. */
@QuarkusTest
class WeightsPullTest extends RunningRegistry {

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
}

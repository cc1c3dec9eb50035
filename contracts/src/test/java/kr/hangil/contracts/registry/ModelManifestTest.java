package kr.hangil.contracts.registry;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.List;
import kr.hangil.contracts.Digest;
import org.junit.jupiter.api.Test;

class ModelManifestTest {

    private static final Digest DIGEST = new Digest("sha256:" + "0".repeat(64));

    @Test
    void shouldRefusePathsThatLeaveTheFolder() {
        for (String path : List.of("", "/etc/passwd", "../a", "a/../b", "a//b", "a/", "a\\b", "a\u0000b", ".")) {
            assertThatIllegalArgumentException().as(path).isThrownBy(() -> new ManifestFile(path, 1, DIGEST));
        }
        assertThatNoException().isThrownBy(() -> new ManifestFile("tokenizer/vocab.json", 1, DIGEST));
    }

    @Test
    void shouldRefuseUnsortedAndRepeatedFiles() {
        assertThatIllegalArgumentException().isThrownBy(() -> manifest("b", "a"));
        assertThatIllegalArgumentException().isThrownBy(() -> manifest("a", "a"));
        assertThatIllegalArgumentException().isThrownBy(() -> manifest());
        assertThatNoException().isThrownBy(() -> manifest("a", "b"));
    }

    private static ModelManifest manifest(String... paths) {
        List<ManifestFile> files = List.of(paths).stream()
                .map(path -> new ManifestFile(path, 1, DIGEST))
                .toList();
        return new ModelManifest(
                ModelManifest.SCHEMA,
                "hangil/hangil-mini",
                files,
                new ServingSettings("gguf", 2048, List.of(), null, null, List.of("chat")),
                new Licence("Apache-2.0", true));
    }
}

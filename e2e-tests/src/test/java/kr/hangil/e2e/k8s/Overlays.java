package kr.hangil.e2e.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** What is shipped, as kustomize renders it, once for all tests. */
final class Overlays {

    static final Path ROOT =
            Path.of(System.getProperty("hangil.root", "..")).toAbsolutePath().normalize();

    private static final Map<String, Manifests> RENDERED = render();

    private Overlays() {}

    private static Map<String, Manifests> render() {
        Map<String, Manifests> rendered = new LinkedHashMap<>();
        try (Stream<Path> overlays = Files.list(ROOT.resolve("k8s/overlays"))) {
            rendered.put("base", Manifests.render(ROOT.resolve("k8s/base")));
            for (Path overlay : overlays.sorted().toList()) {
                rendered.put("overlays/" + overlay.getFileName(), Manifests.render(overlay));
            }
            return rendered;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while kustomize ran", e);
        }
    }

    /** All that is shipped, by its folder in {@code k8s}. */
    static Map<String, Manifests> all() {
        return RENDERED;
    }

    static Manifests base() {
        return of("base");
    }

    static Manifests of(String folder) {
        return Objects.requireNonNull(RENDERED.get(folder), folder);
    }

    /** What is shipped for one machine, with the model that people apply to it. */
    static Manifests withModel() {
        return of("overlays/single-node").and(ROOT.resolve("k8s/models/hangil-mini.yaml"));
    }

    /** Profiles of accelerators that the operator of {@code manifests} brings. */
    static Stream<JsonNode> profiles(Manifests manifests) {
        return manifests.withProfiles().ofKind("AcceleratorProfile");
    }

    /** Names a test for each of what is shipped. */
    static Stream<DynamicTest> each(BiConsumer<String, Manifests> test) {
        return RENDERED.entrySet().stream()
                .map(it -> DynamicTest.dynamicTest(it.getKey(), () -> test.accept(it.getKey(), it.getValue())));
    }
}

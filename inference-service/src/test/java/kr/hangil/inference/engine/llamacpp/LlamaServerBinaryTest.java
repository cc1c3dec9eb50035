package kr.hangil.inference.engine.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LlamaServerBinaryTest {

    @TempDir
    Path folder;

    private final List<String> progress = new ArrayList<>();

    private static Path executable(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = Files.writeString(folder.resolve("llama-server"), "#!/bin/sh\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private Path locate(Map<String, String> environment) throws Exception {
        return new LlamaServerBinary(Optional.empty(), environment, progress::add).locate();
    }

    private static String pinnedVersion() throws IOException {
        String lock = Files.readString(Path.of("engine", "engine.lock"));
        Matcher version = Pattern.compile("(?m)^version (\\S+)$").matcher(lock);
        assertThat(version.find()).isTrue();
        return version.group(1);
    }

    @Test
    void shouldTakeTheOneOnPathBeforeTheCachedOne() throws Exception {
        // Given
        Path onPath = executable(folder.resolve("bin"));
        executable(folder.resolve("cache/engine-" + pinnedVersion()));

        // When
        Path found = locate(Map.of(
                "PATH",
                "/nowhere:" + folder.resolve("bin"),
                "HANGIL_CACHE",
                folder.resolve("cache").toString()));

        // Then
        assertThat(found).isEqualTo(onPath);
    }

    @Test
    void shouldTakeTheCachedOneOfThePinnedVersion() throws Exception {
        // Given
        executable(folder.resolve(".cache/hangil/engine-0.0.1"));
        Path cached = executable(folder.resolve(".cache/hangil/engine-" + pinnedVersion()));

        // When
        Path found = locate(Map.of("PATH", "/nowhere", "HOME", folder.toString()));

        // Then
        assertThat(found).isEqualTo(cached);
    }

    @Test
    void shouldSayWhatIsMissingWhenThereIsNoneAndNoneCanBeBuilt() throws Exception {
        // Given
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : List.of("bash", "dirname", "awk", "uname", "grep")) {
            Path original = Path.of("/usr/bin", tool).toRealPath();
            Files.createSymbolicLink(tools.resolve(tool), original);
        }

        // When
        EngineMissingException refusal = catchThrowableOfType(
                EngineMissingException.class,
                () -> locate(Map.of("PATH", tools.toString(), "HOME", folder.toString())));

        // Then
        assertThat(refusal).hasMessageContaining("HANGIL_ENGINE_PATH");
        assertThat(String.join("\n", progress)).contains("missing", "g++ (", "git (", "npm (");
    }

    @Test
    void shouldNotLookElsewhereWhenTheConfiguredOneIsMissing() {
        // Given
        LlamaServerBinary binary =
                new LlamaServerBinary(Optional.of(folder.resolve("typo")), Map.of("PATH", "/usr/bin"), progress::add);

        // When
        EngineMissingException refusal = catchThrowableOfType(EngineMissingException.class, binary::locate);

        // Then
        assertThat(refusal).hasMessageContaining("typo").hasMessageContaining("hangil.inference.engine.path");
    }
}

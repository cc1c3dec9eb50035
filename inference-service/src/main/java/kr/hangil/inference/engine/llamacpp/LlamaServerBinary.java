package kr.hangil.inference.engine.llamacpp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Finds llama-server, or has it built once by the script {@code engine/build.sh} that is part of this service. */
public final class LlamaServerBinary {

    private static final String NAME = "llama-server";
    private static final String SCRIPT = "build.sh";
    private static final String LOCK = "engine.lock";
    private static final String PATCH = "client-left.patch";

    private final Optional<Path> configured;
    private final Map<String, String> environment;
    private final Consumer<String> progress;

    /**
     * @param configured the one to use and no other; empty to look for one
     * @param environment {@code PATH}, {@code HANGIL_CACHE}, {@code XDG_CACHE_HOME} and {@code HOME} are read
     * @param progress takes one line at a time while the engine is built
     */
    public LlamaServerBinary(Optional<Path> configured, Map<String, String> environment, Consumer<String> progress) {
        this.configured = configured;
        this.environment = environment;
        this.progress = progress;
    }

    /**
     * The binary: the configured one, else the first on {@code PATH}, else the cached one, else one built now, which takes
     * minutes.
     *
     * @throws EngineMissingException when there is none and none can be built; says what to do
     * @throws InterruptedException when the thread is interrupted while it is built
     */
    public Path locate() throws EngineMissingException, InterruptedException {
        if (configured.isPresent()) {
            Path path = configured.get();
            if (!Files.isExecutable(path)) {
                throw new EngineMissingException("there is no executable at " + path
                        + ", where hangil.inference.engine.path (HANGIL_ENGINE_PATH) says llama-server is");
            }
            return path;
        }
        Optional<Path> found = onPath().or(this::cached);
        return found.isPresent() ? found.get() : build();
    }

    private Optional<Path> onPath() {
        return Arrays.stream(environment.getOrDefault("PATH", "").split(":"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, NAME))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private Optional<Path> cached() {
        return cache().map(cache -> cache.resolve("engine-" + version()).resolve(NAME))
                .filter(Files::isExecutable);
    }

    /** The same folder as in build.sh. */
    private Optional<Path> cache() {
        return variable("HANGIL_CACHE")
                .map(Path::of)
                .or(() -> variable("XDG_CACHE_HOME")
                        .map(Path::of)
                        .or(() -> variable("HOME").map(home -> Path.of(home, ".cache")))
                        .map(folder -> folder.resolve("hangil")));
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    private static String version() {
        String lock = new String(resource(LOCK), StandardCharsets.UTF_8);
        return lock.lines()
                .filter(line -> line.startsWith("version "))
                .map(line -> line.substring("version ".length()).trim())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("engine.lock has no version"));
    }

    private Path build() throws EngineMissingException, InterruptedException {
        try {
            Path folder = Files.createTempDirectory("hangil-engine-build");
            try {
                for (String part : List.of(SCRIPT, LOCK, PATCH)) {
                    Files.write(folder.resolve(part), resource(part));
                }
                return run(folder);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new EngineMissingException("no llama-server was found and building one failed: " + e.getMessage());
        }
    }

    private Path run(Path folder) throws IOException, InterruptedException, EngineMissingException {
        progress.accept("no llama-server was found, building one");
        Path output = folder.resolve("path");
        ProcessBuilder builder =
                new ProcessBuilder("bash", folder.resolve(SCRIPT).toString());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.redirectOutput(output.toFile()).start();
        String last = "no output";
        try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = line;
                progress.accept(line);
            }
            if (process.waitFor() != 0) {
                throw new EngineMissingException("no llama-server was found and building one failed: " + last
                        + "; install llama.cpp and set HANGIL_ENGINE_PATH to its llama-server");
            }
        } finally {
            process.destroy();
        }
        return Files.readAllLines(output).reversed().stream()
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new EngineMissingException("build.sh ended without a llama-server"));
    }

    private static byte[] resource(String name) {
        try (InputStream in = LlamaServerBinary.class.getResourceAsStream("/engine/" + name)) {
            if (in == null) {
                throw new IllegalStateException("engine/" + name + " is not part of this service");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}

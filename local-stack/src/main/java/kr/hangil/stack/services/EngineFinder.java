package kr.hangil.stack.services;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import kr.hangil.stack.place.StackFolder;
import kr.hangil.stack.supervise.Progress;

/** Finds {@code llama-server}: where {@code HANGIL_ENGINE_PATH} says, on {@code PATH}, or by building it once. */
public final class EngineFinder {

    private static final int TAIL = 15;

    private final StackFolder folder;
    private final Map<String, String> environment;
    private final Progress progress;

    /** A finder that reads {@code environment}'s variables. */
    public EngineFinder(StackFolder folder, Map<String, String> environment, Progress progress) {
        this.folder = folder;
        this.environment = Map.copyOf(environment);
        this.progress = progress;
    }

    /**
     * Returns the engine's path.
     *
     * @throws IllegalStateException when there is none and none can be built; the message says what is missing
     */
    public String find() throws IOException, InterruptedException {
        String configured = environment.getOrDefault("HANGIL_ENGINE_PATH", "");
        if (!configured.isBlank()) {
            if (!Files.isExecutable(Path.of(configured))) {
                throw new IllegalStateException(
                        "HANGIL_ENGINE_PATH=" + configured + " is no executable file: point it to llama-server");
            }
            return configured;
        }
        for (String place : environment.getOrDefault("PATH", "").split(Pattern.quote(":"), -1)) {
            Path candidate = Path.of(place, "llama-server");
            if (!place.isEmpty() && Files.isExecutable(candidate)) {
                progress.say("engine", "found on PATH: " + candidate);
                return candidate.toString();
            }
        }
        return build(
                folder.root().resolve("inference-service").resolve("engine").resolve("build.sh"));
    }

    private String build(Path script) throws IOException, InterruptedException {
        if (!Files.isExecutable(script)) {
            throw new IllegalStateException("no llama-server: set HANGIL_ENGINE_PATH, put it on PATH, or restore "
                    + folder.root().relativize(script) + ", which builds it");
        }
        Files.createDirectories(folder.logs());
        ProcessBuilder builder = new ProcessBuilder(script.toString())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.PIPE);
        Process process = builder.start();
        List<String> said = new ArrayList<>();
        Thread reader = Thread.ofVirtual().start(() -> follow(process, said));
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exitCode = process.waitFor();
        reader.join();
        String path = output.lines().reduce("", (first, last) -> last).strip();
        if (exitCode != 0 || !Files.isExecutable(Path.of(path))) {
            List<String> end = said.subList(Math.max(0, said.size() - TAIL), said.size());
            throw new IllegalStateException("no engine: there is no llama-server on PATH and it could not be built:\n"
                    + String.join("\n", end));
        }
        return path;
    }

    private void follow(Process process, List<String> said) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
                progress.say("engine", line.replaceFirst("^engine: ", ""));
            }
        } catch (IOException e) {
            progress.say("engine", "its output cannot be read: " + e.getMessage());
        }
    }
}

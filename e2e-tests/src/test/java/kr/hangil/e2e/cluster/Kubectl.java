package kr.hangil.e2e.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code kubectl} with one kubeconfig. */
public final class Kubectl {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path kubeconfig;

    public Kubectl(Path kubeconfig) {
        this.kubeconfig = kubeconfig;
    }

    /**
     * Runs it and returns what it printed.
     *
     * @throws IllegalStateException when it fails; the message has its own words
     */
    public String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kubectl", "--kubeconfig", kubeconfig.toString()));
        command.addAll(List.of(arguments));
        Path errors = Files.createTempFile("kubectl", ".log");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        String wrong = Files.readString(errors);
        Files.delete(errors);
        if (exit != 0) {
            throw new IllegalStateException("kubectl " + List.of(arguments) + ": " + wrong);
        }
        return said;
    }

    /** Runs it with {@code -o json} and returns what it printed. */
    public JsonNode json(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("-o", "json"));
        return JSON.readTree(run(all.toArray(String[]::new)));
    }

    /** Applies the objects in {@code file}. */
    public void apply(Path file) throws IOException, InterruptedException {
        run("apply", "-f", file.toString());
    }

    /** Applies objects, as YAML. */
    public void apply(String objects) throws IOException, InterruptedException {
        Path file = Files.createTempFile("objects", ".yaml");
        Files.writeString(file, objects);
        apply(file);
        Files.delete(file);
    }

    /** Makes a secret of {@code values}, by their keys; there must be none of its name. */
    public void createSecret(String namespace, String name, Map<String, String> values)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("create", "secret", "generic", name, "-n", namespace));
        values.forEach((key, value) -> arguments.add("--from-literal=" + key + "=" + value));
        run(arguments.toArray(String[]::new));
    }

    /** Applies the kustomization in {@code folder}, once. */
    public void applyKustomization(Path folder) throws IOException, InterruptedException {
        run("apply", "--server-side", "--force-conflicts", "-k", folder.toString());
    }
}

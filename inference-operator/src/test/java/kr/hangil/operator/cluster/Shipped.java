package kr.hangil.operator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kr.hangil.operator.Golden;

/** What {@code k8s} ships, as {@code kubectl} renders and applies it. */
public final class Shipped {

    private Shipped() {}

    /** What {@code kubectl} said, and whether it was content. */
    public record Said(int exit, String text) {}

    /** The objects of the kustomization in {@code folder} of {@code k8s}. */
    public static List<HasMetadata> rendered(String folder) {
        Said said = kubectl("", "kustomize", folder(folder).toString());
        if (said.exit() != 0) {
            throw new IllegalStateException(said.text());
        }
        List<HasMetadata> objects = new ArrayList<>();
        for (String document : said.text().split("(?m)^---$")) {
            objects.add(Serialization.unmarshal(document));
        }
        return objects;
    }

    /** Folder of the profiles that the operator brings. */
    public static Path profiles() {
        return folder("components/operator/profiles");
    }

    /** Runs {@code kubectl} against the server that {@code -Dhangil.kubeconfig} names, and returns what it said when content. */
    public static String asAdministrator(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--kubeconfig", System.getProperty("hangil.kubeconfig")));
        all.addAll(List.of(arguments));
        Said said = kubectl("", all.toArray(String[]::new));
        if (said.exit() != 0) {
            throw new IllegalStateException("kubectl " + List.of(arguments) + ": " + said.text());
        }
        return said.text();
    }

    public static Path folder(String folder) {
        return Golden.root().resolve("k8s").resolve(folder);
    }

    /** Runs {@code kubectl} with {@code input} and returns all it says. */
    public static Said kubectl(String input, String... arguments) {
        List<String> command = new ArrayList<>(List.of("kubectl"));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            Thread writer = Thread.ofVirtual().start(() -> {
                try (var out = process.getOutputStream()) {
                    out.write(input.getBytes(StandardCharsets.UTF_8));
                } catch (IOException ended) {
                    // It says why.
                }
            });
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            writer.join();
            return new Said(process.waitFor(), text);
        } catch (IOException e) {
            throw new UncheckedIOException("kubectl cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while kubectl ran", e);
        }
    }
}

package kr.hangil.stack.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kr.hangil.stack.api.ApiClient;

/** The demo model, {@code models/hangil-mini}, in the registry. */
public final class DemoModel {

    /** Name the gateway serves it by. */
    public static final String SERVED_NAME = "hangil-mini";

    private final DemoPublisher publisher;
    private final Path folder;

    /**
     * The model in {@code folder}.
     *
     * @param registry with the right to publish
     */
    public DemoModel(ApiClient registry, Path folder) {
        this.publisher = new DemoPublisher(registry);
        this.folder = folder;
    }

    /**
     * Makes sure that alias {@code prod} exists. One that exists is kept, wherever it points.
     *
     * @return the digest that {@code prod} points to
     */
    public String ensurePublished() throws IOException, InterruptedException {
        return publisher.ensurePublished(new DemoPublisher.Model(
                "hangil/hangil-mini",
                "한길 미니",
                "A very small Korean model for demonstrations and tests.",
                List.of("chat", "completion", "embedding", "tools"),
                this::files));
    }

    /** The weights, the card and the terms; the recipe stays in the repository. */
    private Map<String, Path> files() throws IOException {
        Map<String, Path> files = new TreeMap<>();
        try (DirectoryStream<Path> weights = Files.newDirectoryStream(folder, "*.gguf")) {
            weights.forEach(file -> files.put(file.getFileName().toString(), file));
        }
        if (files.isEmpty()) {
            throw new IllegalStateException("no *.gguf in " + folder);
        }
        files.put("MODEL_CARD.md", folder.resolve("MODEL_CARD.md"));
        files.put("LICENSE", licence());
        return files;
    }

    private Path licence() throws IOException {
        Path own = folder.resolve("LICENSE");
        if (Files.exists(own)) {
            return own;
        }
        try (InputStream text = DemoModel.class.getResourceAsStream("apache-2.0.txt")) {
            if (text == null) {
                throw new IOException("apache-2.0.txt is not on the class path");
            }
            Path copy = Files.createTempFile("apache-2.0-", ".txt");
            Files.copy(text, copy, StandardCopyOption.REPLACE_EXISTING);
            copy.toFile().deleteOnExit();
            return copy;
        }
    }
}

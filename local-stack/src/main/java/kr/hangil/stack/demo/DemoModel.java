package kr.hangil.stack.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import kr.hangil.stack.api.ApiClient;

/** Publishes {@code models/hangil-mini} through the registry's API, as any publisher would. */
public final class DemoModel {

    /** Name the gateway serves it by. */
    public static final String SERVED_NAME = "hangil-mini";

    private static final String MODEL = "/v1/models/hangil/hangil-mini";
    private static final String ALIAS = MODEL + "/aliases/prod";
    private static final int CONTEXT_LENGTH = 2048;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ApiClient registry;
    private final Path folder;

    /**
     * The model in {@code folder}.
     *
     * @param registry with the right to publish
     */
    public DemoModel(ApiClient registry, Path folder) {
        this.registry = registry;
        this.folder = folder;
    }

    /**
     * Makes sure that alias {@code prod} exists. One that exists is kept, wherever it points.
     *
     * @return the digest that {@code prod} points to
     */
    public String ensurePublished() throws IOException, InterruptedException {
        ApiClient.Answer alias = registry.get(ALIAS).require(200, 404);
        if (alias.status() == 200) {
            return alias.body().path("digest").asText();
        }
        registry.put(
                        MODEL,
                        JSON.createObjectNode()
                                .put("displayName", "한길 미니")
                                .put("description", "A very small Korean model for demonstrations and tests."),
                        Map.of())
                .require(200, 201);
        String digest = publish();
        registry.put(ALIAS, JSON.createObjectNode().put("digest", digest), Map.of("if-none-match", "*"))
                .require(200, 201);
        return digest;
    }

    private String publish() throws IOException, InterruptedException {
        String upload = registry.post(MODEL + "/uploads", JSON.createObjectNode())
                .require(201)
                .body()
                .path("id")
                .asText();
        for (Map.Entry<String, Path> file : files().entrySet()) {
            registry.putFile(
                            MODEL + "/uploads/" + upload + "/files/" + file.getKey(),
                            file.getValue(),
                            Map.of("content-type", "application/octet-stream"))
                    .require(200, 201);
        }
        ObjectNode version = JSON.createObjectNode().put("uploadId", upload);
        ObjectNode serving = version.putObject("serving");
        serving.put("format", "gguf").put("contextLength", CONTEXT_LENGTH);
        serving.putArray("stop");
        serving.putNull("toolParser").putNull("reasoningParser");
        serving.putArray("capabilities")
                .add("chat")
                .add("completion")
                .add("embedding")
                .add("tools");
        version.putObject("licence").put("id", "Apache-2.0").put("commercialUse", true);
        return registry.post(MODEL + "/versions", version)
                .require(200, 201)
                .body()
                .path("digest")
                .asText();
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

package kr.hangil.stack.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import kr.hangil.stack.api.ApiClient;

/** Publishes GGUF models through the registry's API, as any publisher would. */
public final class DemoPublisher {

    /** Of the demo model, and so of its adapters. */
    private static final int CONTEXT_LENGTH = 2048;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ApiClient registry;

    /** @param registry with the right to publish */
    public DemoPublisher(ApiClient registry) {
        this.registry = registry;
    }

    /**
     * What is published, under Apache-2.0.
     *
     * @param name in the registry, {@code namespace/model}
     * @param displayName for people
     * @param description one sentence
     * @param capabilities operations it can do
     * @param files asked for only when it is published
     */
    public record Model(
            String name, String displayName, String description, List<String> capabilities, FileSource files) {

        public Model {
            capabilities = List.copyOf(capabilities);
        }
    }

    /** Files on the disk, by their paths in the registry. */
    @FunctionalInterface
    public interface FileSource {
        Map<String, Path> list() throws IOException;
    }

    /**
     * Makes sure that alias {@code prod} of {@code model} exists. One that exists is kept, wherever it points.
     *
     * @return the digest that {@code prod} points to
     */
    public String ensurePublished(Model model) throws IOException, InterruptedException {
        String path = "/v1/models/" + model.name();
        ApiClient.Answer alias = registry.get(path + "/aliases/prod").require(200, 404);
        if (alias.status() == 200) {
            return alias.body().path("digest").asText();
        }
        registry.put(
                        path,
                        JSON.createObjectNode()
                                .put("displayName", model.displayName())
                                .put("description", model.description()),
                        Map.of())
                .require(200, 201);
        String digest = publish(path, model);
        registry.put(
                        path + "/aliases/prod",
                        JSON.createObjectNode().put("digest", digest),
                        Map.of("if-none-match", "*"))
                .require(200, 201);
        return digest;
    }

    private String publish(String path, Model model) throws IOException, InterruptedException {
        String upload = registry.post(path + "/uploads", JSON.createObjectNode())
                .require(201)
                .body()
                .path("id")
                .asText();
        for (Map.Entry<String, Path> file : model.files().list().entrySet()) {
            registry.putFile(
                            path + "/uploads/" + upload + "/files/" + file.getKey(),
                            file.getValue(),
                            Map.of("content-type", "application/octet-stream"))
                    .require(200, 201);
        }
        ObjectNode version = JSON.createObjectNode().put("uploadId", upload);
        ObjectNode serving = version.putObject("serving");
        serving.put("format", "gguf").put("contextLength", CONTEXT_LENGTH);
        serving.putArray("stop");
        serving.putNull("toolParser").putNull("reasoningParser");
        ArrayNode capabilities = serving.putArray("capabilities");
        model.capabilities().forEach(capabilities::add);
        version.putObject("licence").put("id", "Apache-2.0").put("commercialUse", true);
        return registry.post(path + "/versions", version)
                .require(200, 201)
                .body()
                .path("digest")
                .asText();
    }
}

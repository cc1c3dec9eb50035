package kr.hangil.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import kr.hangil.registry.RegistryDriver.Answer;
import kr.hangil.stack.keycloak.KeycloakServer;
import kr.hangil.stack.quarkus.SharedServers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults that take the process or its disk down. */
class RegistryProcessIT {

    private static final Path LOG = Path.of("target/registry-process.log");

    @TempDir
    Path files;

    private String token = "";

    @BeforeEach
    void signIn() {
        token = SharedServers.keycloak().token(KeycloakServer.CLI);
    }

    @Test
    void shouldLeaveNothingVisibleWhenKilledInMidUpload() throws IOException, InterruptedException {
        String model;
        String upload;
        byte[] bytes = new byte[2_000_000];
        new Random().nextBytes(bytes);
        try (RegistryProcess service = RegistryProcess.start(files, LOG, 0)) {
            RegistryDriver registry = service.as(token);
            model = registry.newModel();
            upload = registry.newUpload(model);
            registry.upload(model, upload, "tokenizer.json", new byte[] {1, 2, 3});
            try (Socket socket = new Socket("localhost", service.address().getPort())) {
                beginUpload(socket, "/v1/models/" + model + "/uploads/" + upload + "/files/model.gguf", bytes);
                await().until(() -> list("incoming").count() == 1);
                service.kill();
            }
        }
        assertThat(list("incoming")).hasSize(1);

        try (RegistryProcess service = RegistryProcess.start(files, LOG, 0)) {
            RegistryDriver registry = service.as(token);
            Answer version = registry.publish(model, upload);

            assertThat(list("incoming")).isEmpty();
            assertThat(version.status()).isEqualTo(201);
            assertThat(version.json().at("/manifest/files").findValuesAsText("path"))
                    .containsExactly("tokenizer.json");
            assertThat(registry.upload(model, upload, "model.gguf", bytes).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void shouldStreamFilesLargerThanItsHeapAndKeepNothingWhenTheDiskRefusesToGrow() throws IOException {
        int heapMiB = 128;
        try (RegistryProcess service = RegistryProcess.start(files, LOG, (heapMiB + 72) * 1024)) {
            RegistryDriver registry = service.as(token);
            String model = registry.newModel();
            String file = "/v1/models/" + model + "/uploads/" + registry.newUpload(model) + "/files/model.gguf";

            Answer fits = registry.send("PUT", file, zeros((heapMiB + 64) << 20));
            Answer refused = registry.send("PUT", file, zeros((heapMiB + 80) << 20));

            assertThat(fits.status()).isEqualTo(200);
            assertThat(fits.json().path("size").asInt()).isEqualTo((heapMiB + 64) << 20);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.message()).contains("storage failed", "nothing was kept");
            assertThat(list("incoming")).isEmpty();
        }
    }

    @Test
    void shouldRefuseToStartWhenItCannotKeepFiles() throws IOException, InterruptedException {
        Path log = files.resolve("service.log");
        Path occupied = Files.createFile(files.resolve("a-file"));

        try (RegistryProcess service = RegistryProcess.launch(occupied.resolve("store"), log, 0, Map.of())) {
            assertThat(service.awaitEnd()).isNotZero();
        }

        assertThat(log).content().contains("cannot be used", "HANGIL_REGISTRY_FILES");
    }

    @Test
    void shouldSayUnavailableWhenTheIdentityProviderIsDown() throws IOException {
        try (RegistryProcess service =
                RegistryProcess.launch(files, LOG, 0, Map.of("HANGIL_KEYCLOAK_URL", "http://localhost:1"))) {
            RegistryDriver registry = service.as(token);

            await().ignoreExceptions()
                    .atMost(java.time.Duration.ofSeconds(60))
                    .until(() -> registry.get("/v1/models").status() > 0);
            Answer answer = registry.get("/v1/models");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.errorCode()).isEqualTo("unavailable");
            assertThat(answer.header("retry-after")).isNotEmpty();
        }
    }

    private static HttpRequest.BodyPublisher zeros(int size) {
        byte[] block = new byte[1 << 20];
        return BodyPublishers.fromPublisher(
                BodyPublishers.ofByteArrays(Collections.nCopies(size / block.length, block)), size);
    }

    private void beginUpload(Socket socket, String path, byte[] half) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(("PUT " + path + " HTTP/1.1\r\nhost: localhost\r\ncontent-length: " + 2 * half.length
                        + "\r\nauthorization: Bearer " + token + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(half);
        out.flush();
    }

    private Stream<Path> list(String folder) throws IOException {
        try (Stream<Path> paths = Files.list(files.resolve(folder))) {
            return paths.toList().stream();
        }
    }
}

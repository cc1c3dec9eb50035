package kr.hangil.registry.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import kr.hangil.registry.RegistryDriver;
import kr.hangil.registry.RegistryDriver.Answer;
import kr.hangil.registry.RegistryTest;
import kr.hangil.stack.keycloak.KeycloakServer;
import org.junit.jupiter.api.Test;

@QuarkusTest
class UploadTest extends RegistryTest {

    @Test
    void shouldHashWhatItReceives() {
        RegistryDriver registry = publisher();
        String model = registry.newModel();
        byte[] bytes = randomBytes(20_000_000);
        String upload = registry.newUpload(model);

        Answer answer = registry.upload(model, upload, "a/b.gguf", bytes, "x-content-sha256", hex(bytes));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("path").asText()).isEqualTo("a/b.gguf");
        assertThat(answer.json().path("size").asLong()).isEqualTo(20_000_000);
        assertThat(answer.json().path("digest").asText()).isEqualTo("sha256:" + hex(bytes));
        assertThat(storedFile("sha256:" + hex(bytes))).hasBinaryContent(bytes);
    }

    @Test
    void shouldTakeABodyWithoutADeclaredLength() {
        RegistryDriver registry = publisher();
        String model = registry.newModel();
        byte[] bytes = randomBytes(5_000_000);
        String upload = registry.newUpload(model);

        Answer answer = registry.send(
                "PUT",
                "/v1/models/" + model + "/uploads/" + upload + "/files/model.gguf",
                BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(bytes)));

        assertThat(answer.json().path("digest").asText()).isEqualTo("sha256:" + hex(bytes));
    }

    @Test
    void shouldKeepNothingWhenTheChecksumIsWrong() throws IOException {
        RegistryDriver registry = publisher();
        String model = registry.newModel();
        byte[] bytes = randomBytes(1_000);
        String upload = registry.newUpload(model);

        Answer answer = registry.upload(model, upload, "model.gguf", bytes, "x-content-sha256", "0".repeat(64));
        Answer malformed = registry.upload(model, upload, "model.gguf", bytes, "x-content-sha256", "abc");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.errorCode()).isEqualTo("digest_mismatch");
        assertThat(malformed.status()).isEqualTo(400);
        assertThat(storedFile("sha256:" + hex(bytes))).doesNotExist();
        assertThat(registry.publish(model, upload).status()).isEqualTo(422);
        assertThat(incoming()).isZero();
    }

    @Test
    void shouldKeepNothingWhenTheSenderVanishes() throws IOException {
        RegistryDriver registry = publisher();
        String model = registry.newModel();
        String upload = registry.newUpload(model);
        byte[] bytes = randomBytes(200_000);

        for (String length : List.of("content-length: 1000000", "transfer-encoding: chunked")) {
            try (Socket socket = new Socket(address.getHost(), address.getPort())) {
                OutputStream out = socket.getOutputStream();
                out.write(("PUT /v1/models/" + model + "/uploads/" + upload + "/files/model.gguf HTTP/1.1\r\n"
                                + "host: localhost\r\n" + length + "\r\nauthorization: Bearer "
                                + keycloak.token(KeycloakServer.CLI) + "\r\n\r\n"
                                + (length.endsWith("chunked") ? "F4240\r\n" : ""))
                        .getBytes(StandardCharsets.US_ASCII));
                out.write(bytes);
                out.flush();
                await().untilAsserted(() -> assertThat(incoming()).isEqualTo(1));
            }
            await().untilAsserted(() -> assertThat(incoming()).isZero());
        }

        assertThat(storedFile("sha256:" + hex(bytes))).doesNotExist();
        assertThat(registry.publish(model, upload).message()).contains("no files");
    }

    @Test
    void shouldReplaceAFileThatIsSentAgain() {
        RegistryDriver registry = publisher();
        String model = registry.newModel();
        String upload = registry.newUpload(model);
        byte[] second = randomBytes(20);
        registry.upload(model, upload, "model.gguf", randomBytes(10));
        registry.upload(model, upload, "model.gguf", second);

        Answer version = registry.publish(model, upload);

        assertThat(version.json().at("/manifest/files/0/digest").asText()).isEqualTo("sha256:" + hex(second));
        assertThat(version.json().at("/manifest/files")).hasSize(1);
    }

    @Test
    void shouldRefusePathsThatAreNotPlain() {
        RegistryDriver registry = publisher();
        String model = registry.newModel();
        String upload = registry.newUpload(model);

        for (String path : List.of(
                "..%2Fx",
                "a%2F..%2F..%2Fx",
                "%2Fetc%2Fpasswd",
                "a%5Cb",
                "a%2F%2Fb",
                "a%2F",
                "%E1%84%8B%E1%85%B2",
                "x".repeat(256))) {
            Answer answer = registry.upload(model, upload, path, randomBytes(1));
            assertThat(answer.status()).as(path).isEqualTo(400);
            assertThat(answer.json().at("/error/param").asText()).isEqualTo("path");
        }
        assertThat(registry.upload(model, upload, "a%00b", randomBytes(1)).status())
                .isEqualTo(400);
    }

    @Test
    void shouldAnswerBeforeTheBodyWhenItIsNotWanted() {
        RegistryDriver registry = publisher();
        String model = registry.newModel();

        Answer unknown = registry.upload(model, UUID.randomUUID().toString(), "model.gguf", randomBytes(30_000_000));
        Answer malformed = registry.upload(model, "x", "model.gguf", randomBytes(10));
        Answer other = registry.upload(registry.newModel(), registry.newUpload(model), "m.gguf", randomBytes(10));
        Answer large = registry.upload(model, registry.newUpload(model), "model.gguf", randomBytes(65 << 20));

        assertThat(List.of(unknown.status(), malformed.status(), other.status()))
                .containsOnly(404);
        assertThat(large.status()).isEqualTo(413);
        assertThat(large.errorCode()).isEqualTo("body_too_large");
    }

    @Test
    void shouldHoldNoMoreFilesThanAllowed() {
        RegistryDriver registry = publisher();
        String model = registry.newModel();
        String upload = registry.newUpload(model);
        for (int i = 0; i < 8; i++) {
            assertThat(registry.upload(model, upload, "file-" + i, randomBytes(1))
                            .status())
                    .isEqualTo(200);
        }

        Answer ninth = registry.upload(model, upload, "file-8", randomBytes(1));

        assertThat(ninth.status()).isEqualTo(422);
    }

    @Test
    void shouldForgetAnAbandonedUpload() {
        RegistryDriver registry = publisher();
        String model = registry.newModel();
        String upload = registry.newUpload(model);
        registry.upload(model, upload, "model.gguf", randomBytes(10));

        Answer abandoned = registry.send("DELETE", "/v1/models/" + model + "/uploads/" + upload, "");

        assertThat(abandoned.status()).isEqualTo(204);
        assertThat(registry.publish(model, upload).status()).isEqualTo(404);
    }

    @Test
    void shouldSweepExpiredUploadsAndThenTheirFiles() throws Exception {
        RegistryDriver registry = publisher();
        String model = registry.newModel();
        byte[] kept = randomBytes(100);
        byte[] dropped = randomBytes(100);
        registry.published(model, "model.gguf", kept);
        String upload = registry.newUpload(model);
        registry.upload(model, upload, "model.gguf", dropped);

        expire(upload);
        age(storedFile("sha256:" + hex(kept)));
        age(storedFile("sha256:" + hex(dropped)));

        assertThat(registry.publish(model, upload).status()).isEqualTo(404);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(storedFile("sha256:" + hex(dropped))).doesNotExist());
        assertThat(storedFile("sha256:" + hex(kept))).exists();
    }

    private void expire(String upload) throws SQLException {
        try (Connection database = postgres.connect("registry")) {
            database.createStatement()
                    .executeUpdate(
                            "update uploads set expires_at = now() - interval '1 second' where id = '" + upload + "'");
        }
    }

    private static void age(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(72))));
    }

    private static String hex(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

package kr.hangil.registry.version;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kr.hangil.registry.RegistryDriver;
import kr.hangil.registry.RegistryDriver.Answer;
import kr.hangil.registry.RegistryTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DownloadTest extends RegistryTest {

    @Test
    void shouldSendTheWholeFileWithItsDigestAsTag() {
        RegistryDriver registry = publisher();
        byte[] bytes = randomBytes(3_000_001);
        String path = publishedFile(registry, bytes);

        Answer answer = registry.get(path);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.response().body()).isEqualTo(bytes);
        assertThat(answer.header("content-type")).isEqualTo("application/octet-stream");
        assertThat(answer.header("content-length")).isEqualTo("3000001");
        assertThat(answer.header("accept-ranges")).isEqualTo("bytes");
        assertThat(answer.header("etag"))
                .isEqualTo("\"" + CanonicalManifest.digestOf(bytes).value() + "\"");
        assertThat(answer.header("content-disposition")).isEmpty();
        assertThat(answer.header("x-request-id")).isNotEmpty();
    }

    @Test
    void shouldResumeBitExactlyWhenADownloadWasCutOff() throws IOException {
        RegistryDriver registry = publisher();
        byte[] bytes = randomBytes(1_000_003);
        String path = publishedFile(registry, bytes);
        ByteArrayOutputStream pulled = new ByteArrayOutputStream();
        String tag = registry.send("HEAD", path, BodyPublishers.noBody()).header("etag");

        while (pulled.size() < bytes.length) {
            int first = pulled.size();
            int last = first + 333_332;
            Answer part = registry.get(path, "range", "bytes=" + first + "-" + last, "if-range", tag);
            assertThat(part.status()).isEqualTo(206);
            assertThat(part.header("content-range"))
                    .isEqualTo("bytes " + first + "-" + Math.min(last, bytes.length - 1) + "/" + bytes.length);
            pulled.write(part.response().body());
        }

        assertThat(pulled.toByteArray()).isEqualTo(bytes);
    }

    @Test
    void shouldSendTheWholeFileWhenItIsNoLongerTheOneThatWasBegun() {
        RegistryDriver registry = publisher();
        byte[] bytes = randomBytes(1_000);
        String path = publishedFile(registry, bytes);

        Answer answer = registry.get(path, "range", "bytes=500-", "if-range", "\"sha256:other\"");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.response().body()).isEqualTo(bytes);
    }

    @Test
    void shouldRefuseARangeOutsideTheFile() {
        RegistryDriver registry = publisher();
        String path = publishedFile(registry, randomBytes(1_000));

        Answer answer = registry.get(path, "range", "bytes=1000-");

        assertThat(answer.status()).isEqualTo(416);
        assertThat(answer.header("content-range")).isEqualTo("bytes */1000");
        assertThat(answer.errorCode()).isEqualTo("range_not_satisfiable");
    }

    @Test
    void shouldDescribeTheFileWithoutSendingIt() {
        RegistryDriver registry = publisher();
        String path = publishedFile(registry, randomBytes(1_000));

        Answer answer = registry.send("HEAD", path, BodyPublishers.noBody());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-length")).isEqualTo("1000");
        assertThat(answer.header("accept-ranges")).isEqualTo("bytes");
        assertThat(answer.response().body()).isEmpty();
    }

    @Test
    void shouldSaveTheTransferWhenTheCallerHasTheFile() {
        RegistryDriver registry = publisher();
        String path = publishedFile(registry, randomBytes(1_000));
        String tag = registry.send("HEAD", path, BodyPublishers.noBody()).header("etag");

        Answer answer = registry.get(path, "if-none-match", tag);

        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.response().body()).isEmpty();
    }

    @Test
    void shouldSendAnEmptyFile() {
        RegistryDriver registry = publisher();
        String path = publishedFile(registry, new byte[0]);

        Answer answer = registry.get(path);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-length")).isEqualTo("0");
    }

    @Test
    void shouldSayWhatIsMissing() {
        RegistryDriver registry = publisher();
        String model = registry.newModel();
        String digest = registry.published(model, "model.gguf", randomBytes(10));
        String versions = "/v1/models/" + model + "/versions/";

        assertThat(registry.get(versions + digest + "/files/other.gguf").status())
                .isEqualTo(404);
        assertThat(registry.get(versions + "prod").message()).contains("neither a digest nor an alias");
        assertThat(registry.get(versions + "sha256:" + "0".repeat(64)).errorCode())
                .isEqualTo("not_found");
        assertThat(registry.get("/v1/models/test/none/versions").errorCode()).isEqualTo("model_not_found");
        assertThat(registry.get(versions + digest + "/files/..%2F..%2Flock").status())
                .isEqualTo(404);
    }

    @Test
    void shouldNameTheFileThatWasDamagedOnDisk() throws IOException {
        RegistryDriver registry = publisher();
        String model = registry.newModel();
        byte[] weights = randomBytes(10_000);
        String upload = registry.newUpload(model);
        registry.upload(model, upload, "model.gguf", weights);
        registry.upload(model, upload, "tokenizer.json", randomBytes(100));
        String version = registry.publish(model, upload).json().path("digest").asText();
        String verification = "/v1/models/" + model + "/versions/" + version + "/verification";
        String file = CanonicalManifest.digestOf(weights).value();
        JsonNode before = registry.get(verification).json();

        damage(storedFile(file));
        JsonNode after = registry.get(verification).json();

        assertThat(before.path("ok").asBoolean()).isTrue();
        assertThat(after.path("ok").asBoolean()).isFalse();
        assertThat(after.path("digest").asText()).isEqualTo(version);
        assertThat(after.path("differences")).hasSize(1);
        assertThat(after.at("/differences/0/path").asText()).isEqualTo("model.gguf");
        assertThat(after.at("/differences/0/expected").asText()).isEqualTo(file);
        assertThat(after.at("/differences/0/found").asText())
                .startsWith("sha256:")
                .isNotEqualTo(file);
    }

    @Test
    void shouldRefuseToSendATruncatedFileAndTakeItAnew() throws IOException {
        RegistryDriver registry = publisher();
        String model = registry.newModel();
        byte[] weights = randomBytes(10_000);
        String upload = registry.newUpload(model);
        registry.upload(model, upload, "model.gguf", weights);
        String version = registry.publish(model, upload).json().path("digest").asText();
        String path = "/v1/models/" + model + "/versions/" + version;
        Path stored = storedFile(CanonicalManifest.digestOf(weights).value());

        Files.write(stored, java.util.Arrays.copyOf(weights, 5_000));
        Answer truncated = registry.get(path + "/files/model.gguf");
        Files.delete(stored);
        Answer missing = registry.get(path + "/files/model.gguf");
        JsonNode verification = registry.get(path + "/verification").json();
        registry.upload(model, upload, "model.gguf", weights);
        Answer mended = registry.get(path + "/files/model.gguf");

        assertThat(List.of(truncated.status(), missing.status())).containsOnly(503);
        assertThat(truncated.message()).contains("'model.gguf'", "5000 bytes instead of 10000");
        assertThat(missing.message()).contains("'model.gguf'", "missing");
        assertThat(verification.at("/differences/0/found").isNull()).isTrue();
        assertThat(mended.response().body()).isEqualTo(weights);
    }

    private static void damage(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    private static String publishedFile(RegistryDriver registry, byte[] bytes) {
        String model = registry.newModel();
        String digest = registry.published(model, "folder/model.gguf", bytes);
        return "/v1/models/" + model + "/versions/" + digest + "/files/folder/model.gguf";
    }
}

package kr.hangil.registry.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import kr.hangil.registry.RegistryDriver;
import kr.hangil.registry.RegistryDriver.Answer;
import kr.hangil.registry.RegistryTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PublishTest extends RegistryTest {

    private static final String CHAT = """
            {"format":"gguf","contextLength":2048,"stop":[],"capabilities":["chat"]}""";
    private static final String MIT = """
            {"id":"MIT","commercialUse":true}""";

    @Test
    void shouldNameVersionByTheDigestOfItsManifest() {
        RegistryDriver registry = publisher();
        String model = registry.newModel();

        String digest =
                registry.published(model, "weights/모델.gguf".replace("모델", "%EB%AA%A8%EB%8D%B8"), randomBytes(10));

        Answer manifest = registry.get("/v1/models/" + model + "/versions/" + digest + "/manifest");
        assertThat(CanonicalManifest.digestOf(manifest.response().body()).value())
                .isEqualTo(digest);
        assertThat(manifest.json().path("model").asText()).isEqualTo(model);
        assertThat(manifest.json().at("/files/0/path").asText()).isEqualTo("weights/모델.gguf");
        assertThat(manifest.json().path("serving").has("toolParser")).isFalse();
        Answer version = registry.get("/v1/models/" + model + "/versions/" + digest);
        assertThat(version.header("etag")).isEqualTo("\"" + digest + "\"");
        assertThat(version.json().path("createdBy").asText()).isEqualTo("service-account-hangil-cli");
    }

    @Test
    void shouldAnswerTheSameVersionWhenTheSameContentComesAgain() {
        RegistryDriver registry = publisher();
        String model = registry.newModel();
        byte[] bytes = randomBytes(100);
        String first = registry.newUpload(model);
        String second = registry.newUpload(model);
        registry.upload(model, first, "model.gguf", bytes);
        registry.upload(model, second, "model.gguf", bytes);

        Answer created = registry.publish(model, first);
        Answer again = registry.publish(model, second);
        Answer retried = registry.publish(model, first);

        assertThat(created.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(200);
        assertThat(retried.status()).isEqualTo(200);
        assertThat(List.of(again.json(), retried.json())).containsOnly(created.json());
        assertThat(registry.get("/v1/models/" + model + "/versions").json().path("data"))
                .hasSize(1);
    }

    @Test
    void shouldMakeOneVersionWhenTheSameContentIsPublishedAtOnce() throws Exception {
        RegistryDriver registry = publisher();
        String model = registry.newModel();
        String upload = registry.newUpload(model);
        registry.upload(model, upload, "model.gguf", randomBytes(100));
        Callable<Integer> publish = () -> registry.publish(model, upload).status();

        List<Integer> statuses;
        try (var threads = Executors.newFixedThreadPool(8)) {
            statuses = threads.invokeAll(java.util.Collections.nCopies(8, publish)).stream()
                    .map(Future::resultNow)
                    .sorted()
                    .toList();
        }

        assertThat(statuses).containsExactly(200, 200, 200, 200, 200, 200, 200, 201);
        assertThat(registry.get("/v1/models/" + model + "/versions").json().path("data"))
                .hasSize(1);
    }

    @Test
    void shouldRefuseToChangeOrDeleteAVersionEvenInTheDatabase() throws SQLException {
        RegistryDriver registry = publisher();
        String model = registry.newModel();
        String digest = registry.published(model, "model.gguf", randomBytes(10));
        registry.send(
                "PUT",
                "/v1/models/" + model + "/aliases/prod",
                "{\"digest\":\"" + digest + "\"}",
                "if-none-match",
                "*");

        try (Connection database = postgres.connect("registry")) {
            for (String change : List.of(
                    "update versions set created_by = 'x' where digest = '" + digest + "'",
                    "delete from versions where digest = '" + digest + "'",
                    "truncate versions cascade",
                    "update alias_revisions set changed_by = 'x'",
                    "truncate alias_revisions")) {
                assertThatExceptionOfType(SQLException.class)
                        .as(change)
                        .isThrownBy(() -> database.createStatement().executeUpdate(change))
                        .withMessageContaining("never change");
            }
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> database.createStatement()
                            .executeUpdate("insert into versions (model_id, digest, manifest, created_at, created_by)"
                                    + " select id, 'sha256:" + "0".repeat(64)
                                    + "', '{}', now(), 'x' from models limit 1"))
                    .withMessageContaining("version_is_its_digest");
        }
    }

    @Test
    void shouldSayWhichFieldIsWrong() {
        RegistryDriver registry = publisher();
        String model = registry.newModel();
        String upload = registry.newUpload(model);
        registry.upload(model, upload, "model.gguf", randomBytes(10));
        String path = "/v1/models/" + model + "/versions";

        assertRefused(registry.send("POST", path, "{"), 400, "invalid_json");
        assertRefused(registry.send("POST", path, "{}"), 400, "invalid_request");
        assertRefused(registry.send("POST", path, "{\"more\":1}"), 400, "invalid_request");
        Answer licence =
                registry.send("POST", path, RegistryDriver.publication(upload, CHAT, "{\"commercialUse\":true}"));
        assertRefused(licence, 400, "invalid_request");
        assertThat(licence.json().at("/error/param").asText()).isEqualTo("licence.id");
        Answer format =
                registry.send("POST", path, RegistryDriver.publication(upload, CHAT.replace("gguf", "zip"), MIT));
        assertThat(format.json().at("/error/param").asText()).isEqualTo("serving.format");
        Answer stop = registry.send(
                "POST", path, RegistryDriver.publication(upload, CHAT.replace("[]", "[\"\\ud800\"]"), MIT));
        assertThat(stop.json().at("/error/param").asText()).isEqualTo("serving.stop[0]");
        assertRefused(
                registry.send("POST", path, RegistryDriver.publication(upload, CHAT.replace("2048", "0"), MIT)),
                400,
                "invalid_request");
    }

    @Test
    void shouldRefuseFilesThatNoDiskCanHoldTogether() {
        RegistryDriver registry = publisher();
        String model = registry.newModel();
        String upload = registry.newUpload(model);
        Answer empty = registry.publish(model, upload);
        registry.upload(model, upload, "tokenizer", randomBytes(10));
        registry.upload(model, upload, "tokenizer/vocab.json", randomBytes(10));

        Answer answer = registry.publish(model, upload);

        assertRefused(empty, 422, "unprocessable");
        assertRefused(answer, 422, "unprocessable");
        assertThat(answer.message()).contains("'tokenizer'", "'tokenizer/vocab.json'");
    }

    @Test
    void shouldPageVersionsNewestFirst() {
        RegistryDriver registry = publisher();
        String model = registry.newModel();
        List<String> digests = java.util.stream.IntStream.range(0, 5)
                .mapToObj(i -> registry.published(model, "model.gguf", randomBytes(10)))
                .toList();

        JsonNode first =
                registry.get("/v1/models/" + model + "/versions?limit=3").json();
        JsonNode second = registry.get("/v1/models/" + model + "/versions?limit=3&after="
                        + first.path("next").asText())
                .json();

        assertThat(first.path("data").findValuesAsText("digest"))
                .contains(digests.get(4), digests.get(3), digests.get(2));
        assertThat(first.path("data")).hasSize(3);
        assertThat(second.path("data")).hasSize(2);
        assertThat(second.path("next").isNull()).isTrue();
        assertThat(second.at("/data/1/digest").asText()).isEqualTo(digests.get(0));
        for (String limit : List.of("0", "201", "x", "-1")) {
            assertRefused(registry.get("/v1/models/" + model + "/versions?limit=" + limit), 400, "invalid_request");
        }
        assertRefused(registry.get("/v1/models/" + model + "/versions?after=nothing"), 400, "invalid_request");
    }

    private static void assertRefused(Answer answer, int status, String code) {
        assertThat(answer.errorCode())
                .as(new String(answer.response().body(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(code);
        assertThat(answer.status()).isEqualTo(status);
    }
}

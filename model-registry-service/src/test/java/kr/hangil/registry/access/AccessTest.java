package kr.hangil.registry.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import kr.hangil.registry.RegistryDriver;
import kr.hangil.registry.RegistryDriver.Answer;
import kr.hangil.registry.RegistryTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@SuppressWarnings("NullAway.Init") // the framework fills the fields
class AccessTest extends RegistryTest {

    private static final String MODEL = "{\"displayName\":\"x\",\"description\":\"\"}";

    @TestHTTPResource(value = "/health/ready", management = true)
    URI ready;

    @Test
    void shouldTellWhoMayNotEnter() {
        Answer none = as("").get("/v1/models");
        Answer forged = as("x.y.z").get("/v1/models");
        Answer otherAudience = as(keycloak.token("gateway-service")).get("/v1/models");

        assertThat(none.status()).isEqualTo(401);
        assertThat(none.errorCode()).isEqualTo("missing_credentials");
        assertThat(none.header("www-authenticate")).isEqualTo("Bearer");
        assertThat(forged.status()).isEqualTo(401);
        assertThat(forged.errorCode()).isEqualTo("invalid_token");
        assertThat(otherAudience.status()).isEqualTo(401);
    }

    @Test
    void shouldLetReadersReadAndNotWrite() {
        RegistryDriver reader = as(keycloak.token("inference-service"));
        String model = publisher().newModel();

        Answer read = reader.get("/v1/models/" + model);
        Answer write = reader.send("PUT", "/v1/models/" + model, MODEL);
        Answer upload = reader.send("POST", "/v1/models/" + model + "/uploads", "");
        Answer user = as(keycloak.userToken("haneul@narae.example")).get("/v1/models/" + model);

        assertThat(read.status()).isEqualTo(200);
        assertThat(write.status()).isEqualTo(403);
        assertThat(write.errorCode()).isEqualTo("permission_denied");
        assertThat(upload.status()).isEqualTo(403);
        assertThat(user.status()).isEqualTo(403);
    }

    @Test
    void shouldBoundEveryBodyThatIsNoFile() {
        RegistryDriver registry = publisher();
        byte[] body = ("{\"displayName\":\"x\",\"description\":\"" + "x".repeat(20 << 20) + "\"}")
                .getBytes(StandardCharsets.UTF_8);

        Answer declared = registry.send(
                "PUT", "/v1/models/test/large", BodyPublishers.ofByteArray(body), "content-type", "application/json");
        Answer chunked = registry.send(
                "PUT",
                "/v1/models/test/large",
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)),
                "content-type",
                "application/json");

        assertThat(declared.status()).as(declared.message()).isEqualTo(413);
        assertThat(declared.errorCode()).isEqualTo("body_too_large");
        assertThat(chunked.status()).isEqualTo(413);
        assertThat(chunked.errorCode()).isEqualTo("body_too_large");
        assertThat(registry.get("/v1/models/test/large").status()).isEqualTo(404);
    }

    @Test
    void shouldRefuseModelsThatAreNotWellDescribed() {
        RegistryDriver registry = publisher();

        assertThat(registry.send("PUT", "/v1/models/test/x", "{\"displayName\":\"x\"}")
                        .status())
                .isEqualTo(400);
        assertThat(registry.send("PUT", "/v1/models/test/x", "{\"displayName\":\"x\",\"description\":\"\",\"y\":1}")
                        .message())
                .contains("unknown field 'y'");
        assertThat(registry.send("PUT", "/v1/models/test/.x", MODEL).status()).isEqualTo(400);
        assertThat(registry.send("PUT", "/v1/models/te%2Fst/x", MODEL).status()).isBetween(400, 405);
        assertThat(registry.get("/v1/nothing").errorCode()).isEqualTo("not_found");
        assertThat(registry.send("PATCH", "/v1/models/test/x", MODEL).status()).isEqualTo(405);
    }

    @Test
    void shouldUpdateAModelInPlace() {
        RegistryDriver registry = publisher();
        String model = registry.newModel();

        Answer updated =
                registry.send("PUT", "/v1/models/" + model, "{\"displayName\":\"새 이름\",\"description\":\"설명\"}");

        assertThat(updated.status()).isEqualTo(200);
        assertThat(updated.json().path("displayName").asText()).isEqualTo("새 이름");
        assertThat(registry.get("/v1/models/" + model).json()).isEqualTo(updated.json());
        assertThat(registry.get("/v1/models?limit=1").json().path("data")).hasSize(1);
    }

    @Test
    void shouldBeReadyWhileItsStoreAndDatabaseAre() throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(ready).build(), HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("file store", "PostgreSQL");
    }
}

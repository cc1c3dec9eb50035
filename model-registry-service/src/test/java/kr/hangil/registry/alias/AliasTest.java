package kr.hangil.registry.alias;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import kr.hangil.registry.RegistryDriver;
import kr.hangil.registry.RegistryDriver.Answer;
import kr.hangil.registry.RegistryTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AliasTest extends RegistryTest {

    @Test
    void shouldMoveByCompareAndSet() {
        RegistryDriver registry = publisher();
        String model = registry.newModel();
        String first = registry.published(model, "model.gguf", randomBytes(10));
        String second = registry.published(model, "model.gguf", randomBytes(10));
        String prod = "/v1/models/" + model + "/aliases/prod";

        Answer created = registry.send("PUT", prod, target(first), "if-none-match", "*");
        Answer twice = registry.send("PUT", prod, target(second), "if-none-match", "*");
        Answer moved = registry.send("PUT", prod, target(second), "if-match", "\"1\"");
        Answer stale = registry.send("PUT", prod, target(first), "if-match", "\"1\"");
        Answer blind = registry.send("PUT", prod, target(first));

        assertThat(created.status()).isEqualTo(200);
        assertThat(created.header("etag")).isEqualTo("\"1\"");
        assertThat(twice.status()).isEqualTo(412);
        assertThat(moved.status()).isEqualTo(200);
        assertThat(moved.header("etag")).isEqualTo("\"2\"");
        assertThat(moved.json().path("digest").asText()).isEqualTo(second);
        assertThat(moved.json().path("updatedBy").asText()).isEqualTo("service-account-hangil-cli");
        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.errorCode()).isEqualTo("precondition_failed");
        assertThat(stale.message()).contains("revision 2");
        assertThat(blind.status()).isEqualTo(428);
        assertThat(registry.get(prod).json()).isEqualTo(moved.json());
        assertThat(registry.get("/v1/models/" + model + "/versions/prod")
                        .json()
                        .path("digest")
                        .asText())
                .isEqualTo(second);
    }

    @Test
    void shouldHaveOneWinnerWhenManyMoveAtOnce() throws Exception {
        RegistryDriver registry = publisher();
        String model = registry.newModel();
        List<String> digests = IntStream.range(0, 8)
                .mapToObj(i -> registry.published(model, "model.gguf", randomBytes(10)))
                .toList();
        String prod = "/v1/models/" + model + "/aliases/prod";
        List<Callable<Integer>> create = digests.stream()
                .<Callable<Integer>>map(digest -> () -> registry.send("PUT", prod, target(digest), "if-none-match", "*")
                        .status())
                .toList();
        List<Callable<Integer>> move = digests.stream()
                .<Callable<Integer>>map(digest -> () -> registry.send("PUT", prod, target(digest), "if-match", "\"1\"")
                        .status())
                .toList();

        List<Integer> created;
        List<Integer> moved;
        try (var threads = Executors.newFixedThreadPool(8)) {
            created = threads.invokeAll(create).stream().map(Future::resultNow).toList();
            moved = threads.invokeAll(move).stream().map(Future::resultNow).toList();
        }

        assertThat(List.of(created, moved)).allSatisfy(statuses -> {
            assertThat(statuses).filteredOn(status -> status == 200).hasSize(1);
            assertThat(statuses).filteredOn(status -> status == 412).hasSize(7);
        });
        assertThat(registry.get(prod).json().path("revision").asLong()).isEqualTo(2);
        assertThat(registry.get(prod + "/history").json().path("data")).hasSize(2);
    }

    @Test
    void shouldTellWhereItPointedAtAnyMoment() {
        RegistryDriver registry = publisher();
        String model = registry.newModel();
        String first = registry.published(model, "model.gguf", randomBytes(10));
        String second = registry.published(model, "model.gguf", randomBytes(10));
        String prod = "/v1/models/" + model + "/aliases/prod";
        registry.send("PUT", prod, target(first), "if-none-match", "*");
        registry.send("PUT", prod, target(second), "if-match", "\"1\"");
        Answer deleted = registry.send("DELETE", prod, "", "if-match", "\"2\"");
        Answer again = registry.send("PUT", prod, target(first), "if-none-match", "*");

        JsonNode history = registry.get(prod + "/history").json().path("data");

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(again.header("etag")).isEqualTo("\"4\"");
        assertThat(history.findValuesAsText("revision")).containsExactly("4", "3", "2", "1");
        assertThat(history.findValuesAsText("digest")).containsExactly(first, "null", second, first);
        for (JsonNode move : history) {
            JsonNode then = registry.get(
                            prod + "/history?at=" + move.path("changedAt").asText())
                    .json()
                    .path("data");
            assertThat(then).containsExactly(move);
        }
        assertThat(registry.get(prod + "/history?at=2020-01-01T00:00:00Z")
                        .json()
                        .path("data"))
                .isEmpty();
        assertThat(registry.get(prod + "/history?at=yesterday").status()).isEqualTo(400);
    }

    @Test
    void shouldBeGoneAfterDeletion() {
        RegistryDriver registry = publisher();
        String model = registry.newModel();
        String digest = registry.published(model, "model.gguf", randomBytes(10));
        String prod = "/v1/models/" + model + "/aliases/prod";
        registry.send("PUT", prod, target(digest), "if-none-match", "*");

        Answer blind = registry.send("DELETE", prod, "");
        Answer stale = registry.send("DELETE", prod, "", "if-match", "\"7\"");
        registry.send("DELETE", prod, "", "if-match", "\"1\"");

        assertThat(blind.status()).isEqualTo(428);
        assertThat(stale.status()).isEqualTo(412);
        assertThat(registry.get(prod).status()).isEqualTo(404);
        assertThat(registry.get("/v1/models/" + model + "/aliases").json().path("data"))
                .isEmpty();
        assertThat(registry.get("/v1/models/" + model + "/versions/prod").status())
                .isEqualTo(404);
        assertThat(registry.send("DELETE", prod, "", "if-match", "\"2\"").status())
                .isEqualTo(412);
    }

    @Test
    void shouldPointOnlyAtVersionsOfItsModel() {
        RegistryDriver registry = publisher();
        String model = registry.newModel();
        String other = registry.published(registry.newModel(), "model.gguf", randomBytes(10));
        String aliases = "/v1/models/" + model + "/aliases/";

        assertThat(registry.send("PUT", aliases + "prod", target(other), "if-none-match", "*")
                        .status())
                .isEqualTo(404);
        assertThat(registry.send("PUT", aliases + "prod", target("latest"), "if-none-match", "*")
                        .status())
                .isEqualTo(400);
        assertThat(registry.send("PUT", aliases + "Prod!", target(other), "if-none-match", "*")
                        .status())
                .isEqualTo(400);
        assertThat(registry.send("PUT", aliases + "prod", target(other), "if-match", "1")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void shouldPageByName() {
        RegistryDriver registry = publisher();
        String model = registry.newModel();
        String digest = registry.published(model, "model.gguf", randomBytes(10));
        for (String alias : List.of("prod", "canary", "stable")) {
            registry.send("PUT", "/v1/models/" + model + "/aliases/" + alias, target(digest), "if-none-match", "*");
        }

        JsonNode first =
                registry.get("/v1/models/" + model + "/aliases?limit=2").json();
        JsonNode second = registry.get("/v1/models/" + model + "/aliases?limit=2&after="
                        + first.path("next").asText())
                .json();

        assertThat(first.path("data").findValuesAsText("alias")).containsExactly("canary", "prod");
        assertThat(second.path("data").findValuesAsText("alias")).containsExactly("stable");
    }

    private static String target(String digest) {
        return "{\"digest\":\"" + digest + "\"}";
    }
}

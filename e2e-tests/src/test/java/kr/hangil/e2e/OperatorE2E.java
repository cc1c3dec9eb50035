package kr.hangil.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import kr.hangil.stack.api.ApiClient;
import kr.hangil.stack.demo.AdapterGguf;
import kr.hangil.stack.demo.DemoPublisher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From one apply to a streamed answer. */
class OperatorE2E {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODEL = "hangil-mini";
    private static final String ADAPTER = "hangil-mini-polite";
    private static final String QUESTION = "대한민국의 수도는 어디인가요?";

    private static @Nullable OperatedStack operated;

    @BeforeAll
    static void bringUp() throws Exception {
        operated = OperatedStack.start();
        Api api = new Api(operated().stack());
        assertThat(api.delete(api.gateway() + "/manage/v1/routes/" + MODEL, api.operatorToken())
                        .status())
                .as("the route by hand goes")
                .isEqualTo(204);
    }

    @AfterAll
    static void takeDown() throws Exception {
        if (operated != null) {
            operated.close();
        }
    }

    @AfterEach
    void removeModel() throws Exception {
        operated().remove(MODEL);
    }

    private static OperatedStack operated() {
        return requireNonNull(operated);
    }

    private static Path shipped() {
        return operated().stack().root().resolve("k8s/models/hangil-mini.yaml");
    }

    @Test
    void shouldStreamFromAPodThatTheOperatorMadeAndTheGatewayFound() throws Exception {
        // Given
        Api api = new Api(operated().stack());
        Api.Tenant tenant = api.newTenant();

        // When
        operated().cluster().kubectl().apply(shipped());

        // Then
        eventuallyServes();
        Streamed answer = Streamed.of(operated().stack(), tenant, QUESTION, MODEL);
        assertThat(answer.replica()).startsWith(MODEL + "-cpu-");
        assertThat(answer.chunks()).hasSizeGreaterThan(2);
        assertThat(answer.text()).containsPattern("[가-힣]");
        assertThat(answer.finished()).isTrue();

        // And when the model goes, its pod drains and its name is unknown
        operated().cluster().deleteModel(MODEL);
        operated()
                .eventually(
                        () -> assertThat(api.complete(tenant, "안녕하세요").status()).isEqualTo(404));
    }

    @Test
    void shouldStreamInTheNameOfAnAdapterAndMeterItByThatName(@TempDir Path folder) throws Exception {
        // Given
        Api api = new Api(operated().stack());
        Api.Tenant tenant = api.newTenant();
        String digest = publishAdapter(folder);
        price(api);

        // When
        operated().cluster().kubectl().apply(withAdapter(folder));

        // Then: known to the gateway, with its price
        eventuallyServes();
        AtomicReference<Streamed> first = new AtomicReference<>();
        operated().eventually(() -> first.set(Streamed.of(operated().stack(), tenant, QUESTION, ADAPTER)));
        Streamed adapted = requireNonNull(first.get());
        assertThat(adapted.models()).containsOnly(ADAPTER);
        assertThat(adapted.digest()).isEqualTo(digest);
        assertThat(adapted.finished()).isTrue();
        Streamed own = Streamed.of(operated().stack(), tenant, QUESTION, MODEL);
        assertThat(own.replica()).as("one pod serves both").isEqualTo(adapted.replica());
        assertThat(own.models()).containsOnly(MODEL);
        assertThat(own.digest()).isNotEqualTo(digest);
        assertThat(own.text()).isNotEqualTo(adapted.text());
        operated().eventually(() -> assertThat(completed(api, tenant)).hasSize(2));
        assertThat(completed(api, tenant))
                .filteredOn(it -> it.path("servedModel").asText().equals(ADAPTER))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.path("modelDigest").asText()).isEqualTo(digest);
                    assertThat(it.path("completionTokens").asLong()).isPositive();
                });
    }

    private static void eventuallyServes() {
        operated()
                .eventually(() -> assertThat(conditions(operated().cluster().model(MODEL)))
                        .contains("Routable=True/Acknowledged", "Ready=True/Serving"));
    }

    private static String publishAdapter(Path folder) throws Exception {
        HangilStack stack = operated().stack();
        String token = new Api(stack).operatorToken();
        Path file = Files.write(folder.resolve("polite.gguf"), AdapterGguf.of(1, 0.3));
        return new DemoPublisher(new ApiClient(stack.demo("HANGIL_REGISTRY_URL"), () -> token))
                .ensurePublished(new DemoPublisher.Model(
                        "hangil/" + ADAPTER,
                        "한길 미니, 정중하게",
                        "An adapter that is trained for nothing.",
                        List.of("chat", "completion"),
                        () -> Map.of("polite.gguf", file)));
    }

    private static void price(Api api) throws Exception {
        List<Map<String, Object>> prices = Stream.of("prompt", "completion")
                .map(meter -> Map.<String, Object>of(
                        "model", ADAPTER, "meter", meter, "per", 1_000, "amount", "50", "from", "2026-01-01T00:00:00Z"))
                .toList();
        Api.Answer published = api.post(
                operated().stack().demo("HANGIL_BILLING_URL") + "/v1/price-books",
                api.operatorToken(),
                Map.of("name", ADAPTER, "currency", "KRW", "vat", "EXCLUSIVE", "prices", prices));
        assertThat(published.status()).as(published.toString()).isEqualTo(201);
    }

    private static Path withAdapter(Path folder) throws IOException {
        String model = Files.readString(shipped())
                .replace(
                        "\n  variants:\n",
                        "\n  adapters:\n    - {name: %1$s, model: hangil/%1$s, version: prod}\n  variants:\n"
                                .formatted(ADAPTER));
        return Files.writeString(folder.resolve("model.yaml"), model);
    }

    private static List<JsonNode> completed(Api api, Api.Tenant tenant) throws IOException, InterruptedException {
        return StreamSupport.stream(api.events(tenant.id()).spliterator(), false)
                .filter(it -> it.path("outcome").asText().equalsIgnoreCase("completed"))
                .toList();
    }

    private static String conditions(JsonNode model) {
        return StreamSupport.stream(model.at("/status/conditions").spliterator(), false)
                .map(it -> it.path("type").asText() + "=" + it.path("status").asText() + "/"
                        + it.path("reason").asText())
                .collect(Collectors.joining(" "));
    }
}

package kr.hangil.inference.engine.openaihttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import kr.hangil.inference.engine.Adapters;
import kr.hangil.inference.engine.EngineEndpoint;
import kr.hangil.inference.engine.EngineModel;
import kr.hangil.inference.engine.EngineStatus.Phase;
import kr.hangil.inference.engine.ModelSelection;
import kr.hangil.inference.engine.Progress;
import kr.hangil.inference.support.EngineSettings;
import kr.hangil.inference.support.EngineStandIn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Adapters that somebody else's server was started with. */
@SuppressWarnings("NullAway.Init") // fields are set by start()
class RemoteAdaptersTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private EngineStandIn server;
    private EngineHttp http;
    private RemoteEngine engine;
    private List<ModelSelection> all;

    /** Begins to use a server that was started with {@code legal} only, as one that has {@code tax} too. */
    private void start(EngineStandIn.Speech speech) throws Exception {
        EngineSettings settings = new EngineSettings(Map.of(
                "hangil.inference.adapters", "legal=acme/legal@prod,tax=acme/tax@prod",
                "hangil.inference.engine.kind", "openai-http",
                "hangil.inference.engine.dialect", speech.name().toLowerCase(Locale.ROOT)));
        Adapters adapters = new Adapters(settings.inference(), settings.engine());
        server = new EngineStandIn(speech, 0);
        server.load("legal");
        http = new EngineHttp(vertx, settings.engine());
        engine = new RemoteEngine(http, endpoint(), new Progress());
        all = new ArrayList<>(List.of(adapters.base()));
        adapters.all().forEach(adapter -> all.add(adapters.of(adapter)));
        engine.start(new EngineModel(
                Path.of("weights"),
                adapters.base(),
                512,
                all.stream()
                        .skip(1)
                        .map(it -> new EngineModel.Adapter(Path.of("adapter"), it))
                        .toList()));
    }

    private EngineEndpoint endpoint() {
        return new EngineEndpoint(server.url(), Optional.empty());
    }

    @AfterEach
    void end() throws Exception {
        engine.stop();
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    @ParameterizedTest
    @EnumSource(names = {"VLLM", "SGLANG"})
    void shouldBeReadyOnceEveryAdapterAnswers(EngineStandIn.Speech speech) throws Exception {
        // Given
        start(speech);
        await().atMost(SOON).until(() -> engine.status().detail().startsWith("no token"));
        assertThat(engine.status().phase()).isEqualTo(Phase.STARTING);

        // When
        server.load("tax");

        // Then
        await().atMost(SOON).until(() -> engine.status().ready());
    }

    @ParameterizedTest
    @EnumSource(names = {"VLLM", "SGLANG"})
    void shouldBeAnsweredByWhoWasSelected(EngineStandIn.Speech speech) throws Exception {
        // Given
        start(speech);
        server.load("tax");

        // When
        List<String> answers = new ArrayList<>();
        for (ModelSelection who : all) {
            answers.add(http.ask(
                            endpoint(), "/v1/completions", EngineHttp.asked(who).put("prompt", "1"))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(SOON.toSeconds(), TimeUnit.SECONDS)
                    .body()
                    .toJsonObject()
                    .getJsonArray("choices")
                    .getJsonObject(0)
                    .getString("text"));
        }

        // Then
        assertThat(answers).containsExactly("a", "legal", "tax");
    }
}

package kr.hangil.inference.engine.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kr.hangil.inference.engine.Adapters;
import kr.hangil.inference.engine.Engine;
import kr.hangil.inference.engine.EngineEndpoint;
import kr.hangil.inference.engine.EngineModel;
import kr.hangil.inference.engine.EngineStatus.Phase;
import kr.hangil.inference.engine.ModelSelection;
import kr.hangil.inference.engine.openaihttp.EngineHttp;
import kr.hangil.inference.support.DemoModel;
import kr.hangil.inference.support.EngineSettings;
import kr.hangil.inference.support.RealEngine;
import kr.hangil.stack.demo.AdapterGguf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model is what it is without adapters, and each adapter is what it is alone, whoever asked before or asks beside. */
@SuppressWarnings("NullAway.Init") // each test starts what it needs
class LlamaCppAdaptersTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int CONNECTIONS = 16;
    private static final List<String> QUESTIONS = List.of("몽골 수도 알려줘", "안녕하세요", "일본의 수도는 어디야?", "월요일 다음은 무슨 요일이야?");

    private final List<Engine> engines = new ArrayList<>();
    private Vertx vertx;
    private EngineHttp http;

    @TempDir
    Path folder;

    @BeforeEach
    void begin() {
        vertx = Vertx.vertx();
        http = new EngineHttp(vertx, settings(4, "").engine());
    }

    @AfterEach
    void end() throws Exception {
        engines.forEach(Engine::stop);
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    /**
     * A llama-server, and who can be asked there.
     *
     * @param model the model itself
     * @param adapters it with each adapter
     */
    private record Running(EngineEndpoint endpoint, ModelSelection model, List<ModelSelection> adapters) {}

    private LlamaCppEngine create(int slots, Adapters adapters, List<Path> files) throws IOException {
        EngineSettings settings = settings(slots, "");
        LlamaServerBinary binary = new LlamaServerBinary(Optional.of(RealEngine.path()), Map.of(), line -> {});
        LlamaCppEngine engine = new LlamaCppEngine(settings.engine(), CONNECTIONS, binary, http);
        engines.add(engine);
        List<EngineModel.Adapter> told = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            told.add(new EngineModel.Adapter(
                    files.get(i), adapters.of(adapters.all().get(i))));
        }
        engine.start(new EngineModel(DemoModel.path(), adapters.base(), 512, told));
        return engine;
    }

    private static EngineSettings settings(int slots, String adapters) {
        return new EngineSettings(
                Map.of("hangil.inference.engine.slots", String.valueOf(slots), "hangil.inference.adapters", adapters));
    }

    private static Adapters adapters(int slots, String written) {
        EngineSettings settings = settings(slots, written);
        return new Adapters(settings.inference(), settings.engine());
    }

    private Running start(int slots, double... strengths) throws IOException {
        List<String> written = new ArrayList<>();
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < strengths.length; i++) {
            written.add("a" + i + "=hangil/a" + i + "@prod");
            files.add(Files.write(folder.resolve("a" + i + ".gguf"), AdapterGguf.of(i, strengths[i])));
        }
        Adapters adapters = adapters(slots, String.join(",", written));
        LlamaCppEngine engine = create(slots, adapters, files);
        await().atMost(SOON).until(() -> engine.status().ready());
        return new Running(
                engine.endpoint().orElseThrow(),
                adapters.base(),
                adapters.all().stream().map(adapters::of).toList());
    }

    private JsonObject ask(Running engine, ModelSelection who, String path, JsonObject body) throws Exception {
        body.put("model", who.model());
        who.fields().forEach(body::put);
        return http.post(engine.endpoint(), path)
                .compose(request -> request.send(body.toBuffer()))
                .compose(answer -> answer.body().map(text -> {
                    assertThat(answer.statusCode()).as(text.toString()).isEqualTo(200);
                    return text.toJsonObject();
                }))
                .toCompletionStage()
                .toCompletableFuture()
                .get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    private String chat(Running engine, ModelSelection who, String question) throws Exception {
        JsonObject body = new JsonObject()
                .put(
                        "messages",
                        new JsonArray().add(new JsonObject().put("role", "user").put("content", question)))
                .put("temperature", 0)
                .put("max_tokens", 16);
        return ask(engine, who, "/v1/chat/completions", body)
                .getJsonArray("choices")
                .getJsonObject(0)
                .getJsonObject("message")
                .getString("content");
    }

    private JsonArray embedding(Running engine, String text) throws Exception {
        return ask(engine, engine.model(), "/v1/embeddings", new JsonObject().put("input", text))
                .getJsonArray("data")
                .getJsonObject(0)
                .getJsonArray("embedding");
    }

    private List<String> chats(Running engine, ModelSelection who) throws Exception {
        List<String> answers = new ArrayList<>();
        for (String question : QUESTIONS) {
            answers.add(chat(engine, who, question));
        }
        return answers;
    }

    @Test
    void shouldAnswerAsItselfBesideAdaptersThatAnswerOtherwise() throws Exception {
        // Given
        Running plain = start(2);

        // When
        Running adapted = start(2, 0.3, 0.3, 0);

        // Then
        List<String> own = chats(plain, plain.model());
        assertThat(own.getFirst()).isEqualTo("몽골의 수도는 울란바토르입니다.");
        assertThat(chats(adapted, adapted.model())).isEqualTo(own);
        List<String> first = chats(adapted, adapted.adapters().get(0));
        List<String> second = chats(adapted, adapted.adapters().get(1));
        assertThat(first).doesNotContainAnyElementsOf(own);
        assertThat(second).doesNotContainAnyElementsOf(own).isNotEqualTo(first);
        assertThat(chats(adapted, adapted.adapters().get(2)))
                .as("an adapter that changes nothing")
                .isEqualTo(own);
        assertThat(embedding(adapted, QUESTIONS.getFirst())).isEqualTo(embedding(plain, QUESTIONS.getFirst()));
    }

    /** A prompt that is cached was computed by one of them: with one slot, each prompt is met again after another was there. */
    @Test
    void shouldGiveNobodyWhatAnotherOneComputed() throws Exception {
        // Given
        Running plain = start(1);
        Running adapted = start(1, 0.3);
        ModelSelection adapter = adapted.adapters().getFirst();
        List<String> own = chats(plain, plain.model());
        List<String> other = chats(adapted, adapter);

        // When
        List<String> ownAgain = chats(adapted, adapted.model());
        List<String> otherAgain = chats(adapted, adapter);
        JsonArray embedded = embedding(adapted, QUESTIONS.getLast());

        // Then
        assertThat(ownAgain).isEqualTo(own);
        assertThat(otherAgain).isEqualTo(other);
        assertThat(embedded).isEqualTo(embedding(plain, QUESTIONS.getLast()));
    }

    @Test
    void shouldKeepThemApartWhenAllAreAskedAtOnce() throws Exception {
        // Given
        Running engine = start(4, 0.3, 0.3);
        List<ModelSelection> all = Stream.concat(Stream.of(engine.model()), engine.adapters().stream())
                .toList();
        List<List<String>> alone = new ArrayList<>();
        for (ModelSelection who : all) {
            alone.add(chats(engine, who));
        }

        // When
        List<Future<List<String>>> together = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 4; round++) {
                for (ModelSelection who : all) {
                    together.add(callers.submit(() -> chats(engine, who)));
                }
            }
        }

        // Then
        for (int i = 0; i < together.size(); i++) {
            assertThat(likest(together.get(i).get(), alone)).isEqualTo(i % all.size());
        }
    }

    /**
     * Whose answers alone have most of their beginnings in {@code answers}. Not whose are equal: an engine that computes several at once adds
     * in another order, and where two tokens are all but as likely, the other one may come.
     */
    private static int likest(List<String> answers, List<List<String>> alone) {
        return IntStream.range(0, alone.size())
                .boxed()
                .max(Comparator.comparingInt(who -> like(answers, alone.get(who))))
                .orElseThrow();
    }

    private static int like(List<String> answers, List<String> others) {
        int common = 0;
        for (int i = 0; i < answers.size(); i++) {
            int differs =
                    Arrays.mismatch(answers.get(i).toCharArray(), others.get(i).toCharArray());
            common += differs < 0 ? answers.get(i).length() : differs;
        }
        return common;
    }

    @Test
    void shouldSayWhyAnAdapterCannotBeLoaded() throws Exception {
        // Given
        Path other = Files.write(folder.resolve("other.gguf"), DemoModel.bytes());

        // When
        LlamaCppEngine engine = create(1, adapters(1, "a=hangil/a@prod"), List.of(other));

        // Then
        await().atMost(SOON).until(() -> engine.status().phase() == Phase.BROKEN);
        assertThat(engine.status().detail()).contains("lora");
    }
}

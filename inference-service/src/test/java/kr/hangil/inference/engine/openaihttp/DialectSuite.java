package kr.hangil.inference.engine.openaihttp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import kr.hangil.inference.engine.Engine;
import kr.hangil.inference.engine.EngineEndpoint;
import kr.hangil.inference.engine.EngineFeature;
import kr.hangil.inference.engine.EngineSignals;
import kr.hangil.inference.engine.EngineSuite;
import kr.hangil.inference.engine.ModelSelection;
import kr.hangil.inference.engine.Progress;
import kr.hangil.inference.support.EngineStandIn;
import org.junit.jupiter.api.Test;

/** What every engine owes its pod, asked of a stand-in that speaks one engine's words. */
@SuppressWarnings("NullAway.Init") // fields are set by create()
abstract class DialectSuite extends EngineSuite {

    private final EngineStandIn.Speech speech;
    private final Set<EngineFeature> missing;
    private EngineStandIn server;
    private EngineHttp http;

    DialectSuite(EngineStandIn.Speech speech) {
        this.speech = speech;
        this.missing = Set.of(
                EngineFeature.TOOLS,
                EngineFeature.LOGPROBS,
                EngineFeature.IMAGES,
                EngineFeature.EMBEDDINGS,
                EngineFeature.RERANK,
                EngineFeature.TOKENIZE);
    }

    @Override
    protected Engine create(EngineHttp used) throws Exception {
        http = used;
        server = new EngineStandIn(speech, 0);
        return new RemoteEngine(http, endpoint(), new Progress());
    }

    private EngineEndpoint endpoint() {
        return new EngineEndpoint(server.url(), Optional.of("a key of the test"));
    }

    @Override
    protected void crash(Engine engine) throws Exception {
        int port = server.port();
        server.close();
        server = new EngineStandIn(speech, port);
    }

    @Override
    protected void tidy() {
        server.close();
    }

    private EngineSignals signals() throws Exception {
        return new EngineMetrics(http, settings.engine())
                .read(endpoint(), SOON)
                .toCompletionStage()
                .toCompletableFuture()
                .get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void shouldSayInOneVocabularyHowBusyItIs() throws Exception {
        // When
        EngineSignals signals = signals();

        // Then
        assertThat(signals.running()).isEqualTo(3);
        assertThat(signals.waiting()).isEqualTo(4);
        assertThat(signals.kvUse()).isEqualTo(0.75);
        assertThat(signals.outputTokens()).isZero();
    }

    @Test
    void shouldMoveItsProgressWithEveryToken() throws Exception {
        // Given
        Double before = signals().progress();

        // When
        http.awaitOneToken(endpoint(), ModelSelection.only("m"), SOON);

        // Then
        assertThat(signals().progress()).isNotNull().isGreaterThan(before);
        assertThat(signals().outputTokens()).isEqualTo(1);
    }

    @Test
    void shouldBeAskedWhatItCannotDo() throws Exception {
        // When
        Set<EngineFeature> found = new FeatureProbe(http)
                .missing(endpoint(), ModelSelection.only("m"))
                .toCompletionStage()
                .toCompletableFuture()
                .get(SOON.toSeconds(), TimeUnit.SECONDS);

        // Then
        assertThat(found).isEqualTo(missing);
    }
}

package kr.hangil.inference.load;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import kr.hangil.contracts.serving.LoadReport;
import kr.hangil.inference.engine.EngineSignals;
import kr.hangil.inference.queue.Occupancy;
import kr.hangil.inference.queue.RequestQueue;
import org.jspecify.annotations.Nullable;

/**
 * How busy this pod is. Counts are the pod's own, true at this moment; the engine's metrics, a second old, say how many of the
 * requests it was given it has not begun, and how full its cache is.
 */
@Singleton
public final class LoadService {

    private final RequestQueue queue;
    private final TokenMeter tokens;
    private final EngineWatch engine;

    LoadService(RequestQueue queue, TokenMeter tokens, EngineWatch engine) {
        this.queue = queue;
        this.tokens = tokens;
        this.engine = engine;
    }

    /** The load now; cheap enough for every answer. */
    public LoadReport report() {
        Occupancy inside = queue.occupancy();
        Optional<EngineSignals> signals = engine.signals();
        int notBegun =
                Math.min(inside.running(), signals.map(EngineSignals::waiting).orElse(0));
        return new LoadReport(
                inside.running() - notBegun,
                inside.waiting() + notBegun,
                inside.runningTokens(),
                inside.waitingTokens(),
                signals.map(EngineSignals::kvUse).orElse(null),
                firstTokenMillis(),
                tokens.tokensPerSecond());
    }

    private @Nullable Long firstTokenMillis() {
        Double engine = tokens.firstTokenMillis();
        Optional<Duration> wait = queue.expectedWait();
        return engine == null || wait.isEmpty()
                ? null
                : Long.valueOf(Math.round(engine) + wait.get().toMillis());
    }
}

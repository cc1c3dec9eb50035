package kr.hangil.inference.engine.openaihttp;

import io.vertx.core.Future;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import kr.hangil.inference.engine.EngineConfig;
import kr.hangil.inference.engine.EngineEndpoint;
import kr.hangil.inference.engine.EngineSignals;

/** Reads an engine's {@code /metrics} in its dialect. */
@Singleton
public final class EngineMetrics {

    private final EngineHttp http;
    private final Optional<EngineDialect> configured;

    /** @param config may say the dialect */
    public EngineMetrics(EngineHttp http, EngineConfig config) {
        this.http = http;
        this.configured = config.dialect();
    }

    /** What they say now; fails when they are not there or in no dialect that is known. */
    public Future<EngineSignals> read(EngineEndpoint endpoint, Duration limit) {
        return http.text(endpoint, "/metrics", limit)
                .map(PrometheusText::new)
                .compose(text -> configured
                        .or(() -> EngineDialect.of(text))
                        .map(dialect -> Future.succeededFuture(dialect.read(text)))
                        .orElseGet(() -> Future.failedFuture("its metrics are of no known engine")));
    }
}

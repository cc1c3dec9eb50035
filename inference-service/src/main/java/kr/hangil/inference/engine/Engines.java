package kr.hangil.inference.engine;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import kr.hangil.inference.engine.llamacpp.LlamaCppEngine;
import kr.hangil.inference.engine.llamacpp.LlamaServerBinary;
import kr.hangil.inference.engine.openaihttp.EngineHttp;
import kr.hangil.inference.engine.openaihttp.RemoteEngine;
import org.jboss.logging.Logger;

/** Makes the one engine of this pod, of the configured kind. */
final class Engines {

    private static final Logger LOG = Logger.getLogger(Engines.class);

    /** Connections for probes and metrics beside those for requests. */
    private static final int SPARE_CONNECTIONS = 4;

    @Produces
    @Singleton
    Engine engine(EngineConfig config, EngineHttp http, Progress progress) {
        return switch (config.kind()) {
            case LLAMACPP ->
                new LlamaCppEngine(
                        config,
                        EngineHttp.connections(config) + SPARE_CONNECTIONS,
                        new LlamaServerBinary(config.path(), System.getenv(), LOG::info),
                        http);
            case OPENAI_HTTP -> new RemoteEngine(http, remote(config), progress);
            case ELSEWHERE -> new EngineElsewhere();
        };
    }

    private static EngineEndpoint remote(EngineConfig config) {
        return new EngineEndpoint(
                config.url()
                        .orElseThrow(() -> new IllegalStateException(
                                "hangil.inference.engine.kind=openai-http needs hangil.inference.engine.url")),
                config.apiKey());
    }
}

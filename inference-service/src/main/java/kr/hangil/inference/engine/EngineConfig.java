package kr.hangil.inference.engine;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import kr.hangil.inference.engine.openaihttp.EngineDialect;

/** Which engine serves, and with how much of the machine. */
@ConfigMapping(prefix = "hangil.inference.engine")
public interface EngineConfig {

    /** Which engine. */
    @WithDefault("llamacpp")
    Kind kind();

    /** The kinds of engines. */
    enum Kind {
        /** llama-server as a child process of this service. */
        LLAMACPP,
        /** A server of OpenAI's API that somebody else runs, at {@link EngineConfig#url()}. */
        OPENAI_HTTP,
        /** None here: the weights are for a part of an engine whose server is on another pod of the same group. */
        ELSEWHERE
    }

    /** llama-server's binary; without it: {@code PATH}, then the cache, then it is built. */
    Optional<Path> path();

    /** Address of the server for {@link Kind#OPENAI_HTTP}, without a path. */
    Optional<URI> url();

    /** What the server at {@link #url()} wants as bearer token. */
    Optional<String> apiKey();

    /** How the server speaks of itself; without it what its metrics look like. It must be said where there are adapters. */
    Optional<EngineDialect> dialect();

    /** How often its metrics are read; what is older than three times this is unknown. */
    @WithDefault("PT1S")
    Duration metricsInterval();

    /** Longest time with work and no token, until the engine counts as stalled: not ready, and restarted where it can be. */
    @WithDefault("PT2M")
    Duration progressTimeout();

    /** Longest such time until the pod counts as dead, where it cannot restart the server itself. */
    @WithDefault("PT10M")
    Duration deadAfter();

    /** Requests decoded at once. */
    @WithDefault("4")
    @Min(1)
    @Max(1024)
    int slots();

    /** Compute threads. As many as there are cores, with anything else running, makes it collapse: leave one free. */
    @WithDefault("1")
    @Min(1)
    @Max(1024)
    int threads();

    /** Tokens of one request's prompt and answer; without it what the model's manifest says. */
    Optional<@Min(1) Integer> contextLength();

    /** Host memory in MiB for the states of recent prompts, beside those in the slots; 0 for none. */
    @WithDefault("128")
    @Min(0)
    int promptCacheMib();

    /** Further arguments for llama-server, as they are. */
    Optional<List<String>> arguments();

    /** Longest time from the start of the server to its first token. */
    @WithDefault("PT10M")
    Duration startupTimeout();

    /** Longest silence of the engine inside one request, until it is given up. */
    @WithDefault("PT5M")
    Duration stallTimeout();

    /** Wait before the first restart; doubled at each that fails, up to {@link #restartDelayMax()}. */
    @WithDefault("PT0.1S")
    Duration restartDelay();

    /** Longest wait before a restart. */
    @WithDefault("PT30S")
    Duration restartDelayMax();
}

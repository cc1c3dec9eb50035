package kr.hangil.inference.engine.openaihttp;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import kr.hangil.inference.engine.AdapterSelection;
import kr.hangil.inference.engine.EngineSignals;
import org.jspecify.annotations.Nullable;

/**
 * How one kind of engine says what all of them have to say: names of metrics (the first one that is there counts), the words
 * in which it refuses, and how a request selects an adapter. Adding an engine is adding a constant.
 */
@SuppressWarnings("ImmutableEnumChecker") // the lists are List.of
public enum EngineDialect {
    /** llama.cpp's llama-server. It tells no use of its key-value cache. */
    LLAMA_SERVER(
            new Metrics(
                    List.of("llamacpp:requests_deferred"),
                    List.of("llamacpp:requests_processing"),
                    List.of(),
                    List.of("llamacpp:prompt_tokens_total"),
                    List.of("llamacpp:tokens_predicted_total"),
                    List.of(),
                    List.of("llamacpp:n_decode_total")),
            List.of("exceed_context_size_error", "exceeds the available context", "too large to process"),
            AdapterSelection.SCALES),
    /** vLLM; older ones name the cache's use after the GPU. */
    VLLM(Metrics.VLLM, Metrics.VLLM_OVERFLOWS, AdapterSelection.MODEL),
    /** vllm-rbln, vLLM on Rebellions' NPUs: vLLM's words. */
    VLLM_RBLN(Metrics.VLLM, Metrics.VLLM_OVERFLOWS, null),
    /** SGLang. Its token counters move at each log interval, and count what the cache gave apart. */
    SGLANG(
            new Metrics(
                    List.of("sglang:num_queue_reqs"),
                    List.of("sglang:num_running_reqs"),
                    List.of("sglang:token_usage"),
                    List.of("sglang:prompt_tokens_total"),
                    List.of("sglang:realtime_tokens_total{mode=\"decode\"}", "sglang:generation_tokens_total"),
                    List.of("sglang:realtime_tokens_total{mode=\"prefill_cache\"}", "sglang:cached_tokens_total"),
                    List.of("sglang:realtime_tokens_total")),
            List.of(
                    "longer than the model's context length",
                    "exceeds the model's maximum context length",
                    "exceeds the maximum allowed length"),
            AdapterSelection.LORA_PATH),
    /** furiosa-llm on Furiosa's NPUs. It never answers 429: the queue in front must. */
    FURIOSA_LLM(
            new Metrics(
                    List.of("furiosa_llm_num_requests_waiting"),
                    List.of("furiosa_llm_num_requests_running"),
                    // "Percent" by name only: 1 is all of it.
                    List.of("furiosa_llm_kv_cache_usage_percent"),
                    List.of("furiosa_llm_prompt_tokens_total"),
                    List.of("furiosa_llm_generation_tokens_total"),
                    List.of("furiosa_llm_prefix_cache_hits_total", "furiosa_llm_prefix_cache_hits"),
                    List.of()),
            List.of("maximum context length", "maximum model length", "context_length_exceeded"),
            null);

    private final Metrics metrics;
    private final List<String> overflows;
    private final @Nullable AdapterSelection adapters;

    EngineDialect(Metrics metrics, List<String> overflows, @Nullable AdapterSelection adapters) {
        this.metrics = metrics;
        this.overflows = overflows;
        this.adapters = adapters;
    }

    /** Each list: names of the same thing, the newest first; empty where the engine does not tell it. */
    private record Metrics(
            List<String> waiting,
            List<String> running,
            List<String> kvUse,
            List<String> promptTokens,
            List<String> outputTokens,
            List<String> prefixHits,
            List<String> furtherProgress) {

        static final Metrics VLLM = new Metrics(
                List.of("vllm:num_requests_waiting"),
                List.of("vllm:num_requests_running"),
                List.of("vllm:kv_cache_usage_perc", "vllm:gpu_cache_usage_perc"),
                List.of("vllm:prompt_tokens_total"),
                List.of("vllm:generation_tokens_total"),
                List.of("vllm:prefix_cache_hits_total", "vllm:gpu_prefix_cache_hits_total"),
                List.of());
        static final List<String> VLLM_OVERFLOWS = List.of(
                "maximum context length", "maximum model length", "context length is only", "maximum input length");
    }

    /** Parts of messages by which an engine says that a prompt is longer than its context, in lower case. */
    public List<String> overflows() {
        return overflows;
    }

    /** Its name in configuration. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** How requests select an adapter; empty where the engine has none. */
    public Optional<AdapterSelection> adapters() {
        return Optional.ofNullable(adapters);
    }

    /** The dialect that {@code text} is written in; empty where it has no word of any. */
    static Optional<EngineDialect> of(PrometheusText text) {
        for (EngineDialect dialect : values()) {
            if (first(text, dialect.metrics.running(), false) != null) {
                return Optional.of(dialect);
            }
        }
        return Optional.empty();
    }

    /** What {@code text} says, read in this dialect. */
    EngineSignals read(PrometheusText text) {
        Double prompt = first(text, metrics.promptTokens(), false);
        Double output = first(text, metrics.outputTokens(), false);
        Double further = first(text, metrics.furtherProgress(), false);
        Double progress = prompt == null && output == null && further == null
                ? null
                : Double.valueOf(or(prompt) + or(output) + or(further));
        Double kvUse = first(text, metrics.kvUse(), true);
        return new EngineSignals(
                whole(first(text, metrics.waiting(), false)),
                whole(first(text, metrics.running(), false)),
                kvUse == null ? null : Double.valueOf(Math.clamp(kvUse, 0.0, 1.0)),
                count(prompt),
                count(output),
                count(first(text, metrics.prefixHits(), false)),
                progress);
    }

    private static @Nullable Double first(PrometheusText text, List<String> names, boolean largest) {
        for (String name : names) {
            OptionalDouble value = largest ? text.largest(name) : text.sum(name);
            if (value.isPresent()) {
                return value.getAsDouble();
            }
        }
        return null;
    }

    private static double or(@Nullable Double value) {
        return value == null ? 0 : value;
    }

    private static @Nullable Integer whole(@Nullable Double value) {
        return value == null ? null : Integer.valueOf((int) Math.max(0, Math.round(value)));
    }

    private static @Nullable Long count(@Nullable Double value) {
        return value == null ? null : Long.valueOf(Math.max(0, Math.round(value)));
    }
}

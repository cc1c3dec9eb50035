package kr.hangil.inference.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A server for accelerators that are not here: OpenAI's paths, and metrics and refusals in the words of one engine. It
 * "writes" one token per request, and can be frozen as a hung engine is: it listens, and nothing moves.
 */
public final class EngineStandIn implements AutoCloseable {

    /** Whose words it speaks. */
    public enum Speech {
        VLLM(
                """
                # HELP vllm:num_requests_running Number of requests in model execution batches.
                # TYPE vllm:num_requests_running gauge
                vllm:num_requests_running{engine="0",model_name="m"} 2.0
                vllm:num_requests_running{engine="1",model_name="m"} 1.0
                vllm:num_requests_waiting{engine="0",model_name="m"} 4.0
                vllm:num_requests_waiting{engine="1",model_name="m"} 0.0
                vllm:num_requests_waiting_by_reason{engine="0",model_name="m",reason="capacity"} 99.0
                vllm:kv_cache_usage_perc{engine="0",model_name="m"} 0.25
                vllm:kv_cache_usage_perc{engine="1",model_name="m"} 0.75
                vllm:prompt_tokens_total{engine="0",model_name="m"} %1$d
                vllm:generation_tokens_total{engine="0",model_name="m"} %1$d
                vllm:prefix_cache_hits_total{engine="0",model_name="m"} 11.0
                """,
                "This model's maximum context length is 16 tokens. However, you requested 40 tokens (39 in the messages, 1 in"
                        + " the completion). Please reduce the length of the messages or completion.",
                "\"auto\" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set"),
        /** The words of vLLM's older releases, on another accelerator. */
        VLLM_RBLN(
                """
                vllm:num_requests_running{model_name="m"} 3
                vllm:num_requests_waiting{model_name="m"} 4
                vllm:gpu_cache_usage_perc{model_name="m"} 0.75
                vllm:prompt_tokens_total{model_name="m"} %1$d
                vllm:generation_tokens_total{model_name="m"} %1$d
                """,
                "The decoder prompt (length 40) is longer than the maximum model length of 16. Make sure that"
                        + " `max_model_len` is no smaller than the number of text tokens.",
                "This model does not support tools"),
        SGLANG(
                """
                sglang:num_running_reqs{model_name="m",tp_rank="0"} 3.0
                sglang:num_running_reqs_offline_batch{model_name="m",tp_rank="0"} 50.0
                sglang:num_queue_reqs{model_name="m",tp_rank="0"} 4.0
                sglang:token_usage{model_name="m",tp_rank="0"} 0.75
                sglang:prompt_tokens_total{model_name="m"} %1$d
                sglang:realtime_tokens_total{mode="prefill_compute",model_name="m"} 5
                sglang:realtime_tokens_total{mode="prefill_cache",model_name="m"} 11
                sglang:realtime_tokens_total{mode="decode",model_name="m"} %1$d
                """,
                "The input (40 tokens) is longer than the model's context length (16 tokens).",
                "tool calls are not supported"),
        FURIOSA(
                """
                # TYPE furiosa_llm_num_requests_running gauge
                furiosa_llm_num_requests_running{leader_device="npu:0",model_name="m"} 1
                furiosa_llm_num_requests_running{leader_device="npu:1",model_name="m"} 2
                furiosa_llm_num_requests_waiting{leader_device="npu:0",model_name="m"} 4
                furiosa_llm_kv_cache_usage_percent{leader_device="npu:0",model_name="m"} 0.5
                furiosa_llm_kv_cache_usage_percent{leader_device="npu:1",model_name="m"} 0.75
                furiosa_llm_prompt_tokens_total{model_name="m"} %1$d
                furiosa_llm_generation_tokens_total{model_name="m"} %1$d
                furiosa_llm_prefix_cache_hits{model_name="m"} 11
                """,
                "This model's maximum context length is 16 tokens, but 40 were requested.", "tools are not supported");

        private final String metrics;
        private final String overflow;
        private final String noTools;

        Speech(String metrics, String overflow, String noTools) {
            this.metrics = metrics;
            this.overflow = overflow;
            this.noTools = noTools;
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What its model is called where it has adapters; elsewhere any name is. */
    public static final String MODEL = "hangil-mini";

    /** Bytes of a prompt that are too many for it. */
    public static final int CONTEXT_BYTES = 64;

    private final Speech speech;
    private final HttpServer server;
    private final AtomicLong tokens = new AtomicLong();
    private final Set<String> adapters = ConcurrentHashMap.newKeySet();
    private volatile boolean frozen;

    public EngineStandIn(Speech speech, int port) throws IOException {
        this.speech = speech;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/metrics", this::metrics);
        server.createContext("/v1/completions", exchange -> answer(exchange, "text_completion"));
        server.createContext("/v1/chat/completions", exchange -> answer(exchange, "chat.completion"));
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /** From now on it has an adapter of this name, and says in its answers who gave them. */
    public void load(String adapter) {
        adapters.add(adapter);
    }

    /** From now on requests are taken and nothing comes of them; metrics are told and do not move. */
    public void freeze() {
        frozen = true;
    }

    /** Goes on. */
    public void thaw() {
        frozen = false;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void metrics(HttpExchange exchange) throws IOException {
        send(exchange, 200, speech.metrics.formatted(tokens.get()));
    }

    private void answer(HttpExchange exchange, String object) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody().readAllBytes());
        while (frozen) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        String text = request.path("prompt").asText() + request.path("messages").toString();
        String who = who(request);
        if (who == null) {
            send(exchange, speech == Speech.VLLM ? 404 : 400, error("there is no such adapter"));
        } else if (request.has("tools")) {
            send(exchange, 400, error(speech.noTools));
        } else if (text.length() > CONTEXT_BYTES) {
            send(exchange, 400, error(speech.overflow));
        } else {
            tokens.incrementAndGet();
            send(
                    exchange,
                    200,
                    "{\"id\":\"1\",\"object\":\"" + object
                            + "\",\"model\":\"m\",\"choices\":[{\"index\":0,\"text\":\"" + who + "\","
                            + "\"message\":{\"role\":\"assistant\",\"content\":\"" + who
                            + "\"},\"logprobs\":null,\"finish_reason\":\"length\"}],"
                            + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1,\"total_tokens\":4}}");
        }
    }

    /** Who is asked, in this engine's words; null where it has no such adapter. To SGLang every model is its only one. */
    private @Nullable String who(JsonNode request) {
        String adapter = speech == Speech.SGLANG
                ? request.path("lora_path").asText("")
                : request.path("model").asText();
        return adapters.contains(adapter)
                ? adapter
                : adapter.isEmpty() || adapters.isEmpty() || adapter.equals(MODEL) ? "a" : null;
    }

    private String error(String message) throws IOException {
        String quoted = JSON.writeValueAsString(message);
        return switch (speech) {
            case VLLM, SGLANG ->
                "{\"object\":\"error\",\"message\":" + quoted
                        + ",\"type\":\"BadRequestError\",\"param\":null,\"code\":400}";
            case VLLM_RBLN, FURIOSA ->
                "{\"error\":{\"message\":" + quoted + ",\"type\":\"BadRequestError\",\"param\":null,\"code\":400}}";
        };
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}

package kr.hangil.inference.engine.llamacpp;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import kr.hangil.inference.engine.EngineModel;

/**
 * The command line of one llama-server.
 *
 * @param binary llama-server
 * @param model what it serves
 * @param port where it listens, on loopback only
 * @param slots requests decoded at once
 * @param threads compute threads
 * @param promptCacheMiB host memory for prompts' states kept beside the slots', 0 for none; none where there are adapters
 * @param connections HTTP requests open at once, those that wait for a slot included
 * @param further arguments put last
 */
record LlamaServerCommand(
        Path binary,
        EngineModel model,
        int port,
        int slots,
        int threads,
        int promptCacheMiB,
        int connections,
        List<String> further) {

    /** Embedding inputs must fit one physical batch; beyond this many tokens its memory would outgrow the model's. */
    private static final int LARGEST_BATCH = 8192;

    /**
     * The arguments. Its own session keeps a Ctrl-C at the terminal away from it, so that streams are drained first; the
     * parent-death signal ends it with the thread that starts it, even when the JVM is killed with -9.
     */
    List<String> line() {
        String batch = String.valueOf(Math.min(model.contextLength(), LARGEST_BATCH));
        List<String> line = new ArrayList<>(List.of("setsid", "setpriv", "--pdeathsig", "KILL", "--"));
        line.addAll(List.of(binary.toString(), "--model", model.file().toString(), "--alias", model.name()));
        line.addAll(List.of("--host", "127.0.0.1", "--port", String.valueOf(port)));
        line.addAll(List.of("--parallel", String.valueOf(slots)));
        line.addAll(List.of("--ctx-size", String.valueOf(Math.multiplyExact(slots, model.contextLength()))));
        line.addAll(List.of("--threads", String.valueOf(threads), "--threads-batch", String.valueOf(threads)));
        line.addAll(List.of("--threads-http", String.valueOf(connections)));
        line.addAll(List.of("--cache-ram", String.valueOf(model.adapters().isEmpty() ? promptCacheMiB : 0)));
        line.addAll(List.of("--batch-size", batch, "--ubatch-size", batch));
        line.addAll(List.of("--check-tensors", "--jinja", "--embeddings", "--pooling", "mean", "--metrics"));
        // Silence on a stream is the gateway's to fill, and the engine has no business with the network or a web page.
        line.addAll(List.of("--sse-ping-interval", "-1", "--offline", "--no-ui", "--no-slots"));
        line.addAll(adapters());
        line.addAll(further);
        return line;
    }

    /**
     * Loaded at scale 0, so that what names no adapter, as an embedding cannot, is the model's own. There is no prompt cache beside
     * the slots then: it finds a prompt by its tokens alone, and would give the model what an adapter has computed.
     */
    private List<String> adapters() {
        return model.adapters().isEmpty()
                ? List.of()
                : List.of(
                        "--lora-scaled",
                        model.adapters().stream()
                                .map(adapter -> adapter.file() + ":0")
                                .collect(Collectors.joining(",")));
    }
}

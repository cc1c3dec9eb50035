package kr.hangil.operator.desired;

import java.util.ArrayList;
import java.util.List;
import kr.hangil.contracts.registry.ServingSettings;
import kr.hangil.operator.api.AcceleratorProfileSpec.Engine;
import kr.hangil.operator.api.ModelDeploymentSpec;
import kr.hangil.operator.desired.Span.Role;

/** How each engine's own server is started on weights that lie in a folder, listening on loopback only. */
final class EngineCommand {

    /** Port on loopback where an engine container listens. */
    static final int PORT = 8000;

    /** Where the pods of a group find each other. */
    private static final int RENDEZVOUS = 29500;

    /** What a LeaderWorkerSet tells each container: the leader's name in DNS, and which of its group it is. */
    private static final String LEADER = "$(LWS_LEADER_ADDRESS)";

    private static final String INDEX = "$(LWS_WORKER_INDEX)";

    /**
     * Waits for the files that are linked last, then becomes the engine: nothing is loaded before everything was verified. The
     * arguments before {@code --} are these files, one of each version, the others are the engine's command. Told to stop while it
     * waits, it does: process 1 has no default for SIGTERM.
     */
    private static final String WAIT =
            "trap 'exit 0' TERM; while [ \"$1\" != -- ]; do until [ -e \"$1\" ]; do sleep 1; done; "
                    + "shift; done; shift; exec \"$@\"";

    /** Ranks that vLLM keeps room for; it takes no other. */
    private static final List<Integer> VLLM_RANKS = List.of(1, 8, 16, 32, 64, 128, 256, 320, 512);

    private final Engine engine;
    private final ModelArtifact artifact;
    private final ModelDeploymentSpec spec;
    private final Span span;
    private final Role role;
    private final String versions;
    private final String folder;

    /** @param versions where the files of each version are linked under the names of its manifest, ending in a slash */
    EngineCommand(
            Engine engine, ModelArtifact artifact, ModelDeploymentSpec spec, Span span, Role role, String versions) {
        this.engine = engine;
        this.artifact = artifact;
        this.spec = spec;
        this.span = span;
        this.role = role;
        this.versions = versions;
        this.folder = folder(artifact);
    }

    List<String> command() {
        return List.of("/bin/sh", "-c", WAIT, "engine");
    }

    List<String> args() {
        List<String> args = new ArrayList<>();
        artifact.all().forEach(it -> args.add(folder(it) + "/" + it.lastFile()));
        args.add("--");
        switch (engine.kind()) {
            case VLLM, VLLM_RBLN -> vllm(args);
            case SGLANG -> sglang(args);
            case FURIOSA_LLM -> furiosa(args);
            case LLAMACPP -> throw new IllegalStateException("llama.cpp is no container of its own");
        }
        args.addAll(engine.args());
        return args;
    }

    private void vllm(List<String> args) {
        ServingSettings serving = artifact.serving();
        args.addAll(List.of("vllm", "serve", folder, "--host", "127.0.0.1", "--port", String.valueOf(PORT)));
        args.add("--served-model-name");
        args.addAll(spec.servedAs());
        args.addAll(List.of("--max-model-len", String.valueOf(serving.contextLength())));
        args.addAll(List.of("--max-num-seqs", String.valueOf(engine.slots())));
        if (!artifact.adapters().isEmpty()) {
            args.addAll(List.of(
                    "--enable-lora",
                    "--max-loras",
                    String.valueOf(artifact.adapters().size())));
            args.addAll(List.of("--max-lora-rank", String.valueOf(rank())));
            args.add("--lora-modules");
            args.addAll(adapters());
        }
        if (engine.kind() == kr.hangil.operator.api.EngineKind.VLLM) {
            args.addAll(List.of("--tensor-parallel-size", String.valueOf(span.devices())));
            vllmGroup(args);
            // Its default 0 aborts requests that are in flight when the pod is told to stop.
            args.addAll(List.of(
                    "--shutdown-timeout", String.valueOf(Math.max(1, PodTemplate.graceSeconds(spec.drain()) - 15))));
        }
        if (serving.toolParser() != null) {
            args.addAll(List.of("--enable-auto-tool-choice", "--tool-call-parser", serving.toolParser()));
        }
        if (serving.reasoningParser() != null) {
            args.addAll(List.of("--reasoning-parser", serving.reasoningParser()));
        }
    }

    /** A stage of the pipeline on each node: what crosses the network is one activation a token, and no reduction. */
    private void vllmGroup(List<String> args) {
        if (!span.isGroup()) {
            return;
        }
        args.addAll(List.of("--pipeline-parallel-size", String.valueOf(span.pods())));
        args.addAll(List.of("--distributed-executor-backend", "mp", "--nnodes", String.valueOf(span.pods())));
        args.addAll(List.of("--master-addr", LEADER, "--master-port", String.valueOf(RENDEZVOUS)));
        if (role == Role.WORKER) {
            args.addAll(List.of("--node-rank", INDEX, "--headless"));
        } else {
            args.addAll(List.of("--node-rank", "0"));
        }
    }

    private void sglang(List<String> args) {
        ServingSettings serving = artifact.serving();
        args.addAll(List.of("python3", "-m", "sglang.launch_server", "--model-path", folder));
        args.addAll(List.of("--host", "127.0.0.1", "--port", String.valueOf(PORT), "--enable-metrics"));
        args.addAll(List.of("--served-model-name", spec.servedAs().getFirst()));
        args.addAll(List.of("--context-length", String.valueOf(serving.contextLength())));
        args.addAll(List.of("--max-running-requests", String.valueOf(engine.slots())));
        if (!artifact.adapters().isEmpty()) {
            args.addAll(List.of("--enable-lora", "--lora-paths"));
            args.addAll(adapters());
        }
        args.addAll(List.of("--tp-size", String.valueOf(span.pods() * span.devices())));
        if (span.isGroup()) {
            args.addAll(List.of("--nnodes", String.valueOf(span.pods())));
            args.addAll(List.of("--dist-init-addr", LEADER + ":" + RENDEZVOUS));
            args.addAll(List.of("--node-rank", role == Role.WORKER ? INDEX : "0"));
        }
        if (serving.toolParser() != null) {
            args.addAll(List.of("--tool-call-parser", serving.toolParser()));
        }
        if (serving.reasoningParser() != null) {
            args.addAll(List.of("--reasoning-parser", serving.reasoningParser()));
        }
    }

    private String folder(ModelArtifact version) {
        return versions + version.digest().hex();
    }

    /** Name and folder of each. */
    private List<String> adapters() {
        return artifact.adapters().stream()
                .map(it -> it.name() + "=" + folder(it.version()))
                .toList();
    }

    private int rank() {
        int largest = artifact.adapters().stream()
                .mapToInt(it -> it.asked().rank())
                .max()
                .orElse(1);
        return VLLM_RANKS.stream().filter(it -> it >= largest).findFirst().orElse(largest);
    }

    private void furiosa(List<String> args) {
        ServingSettings serving = artifact.serving();
        args.addAll(List.of("furiosa-llm", "serve", folder, "--host", "127.0.0.1", "--port", String.valueOf(PORT)));
        if (serving.toolParser() != null) {
            args.addAll(List.of("--enable-auto-tool-choice", "--tool-call-parser", serving.toolParser()));
        }
        if (serving.reasoningParser() != null) {
            args.addAll(List.of("--reasoning-parser", serving.reasoningParser()));
        }
    }
}

package kr.hangil.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The engines that serve models. */
public enum EngineKind {
    @JsonProperty("vllm")
    VLLM("vllm"),
    @JsonProperty("sglang")
    SGLANG("sglang"),
    @JsonProperty("furiosa-llm")
    FURIOSA_LLM("furiosa-llm"),
    @JsonProperty("vllm-rbln")
    VLLM_RBLN("vllm-rbln"),
    @JsonProperty("llamacpp")
    LLAMACPP("llamacpp");

    private final String wire;

    EngineKind(String wire) {
        this.wire = wire;
    }

    /** Whether it serves LoRA adapters beside their model. */
    public boolean hasAdapters() {
        return this == VLLM || this == SGLANG || this == LLAMACPP;
    }

    /** Its name in resources and in the environment of pods. */
    public String wire() {
        return wire;
    }
}

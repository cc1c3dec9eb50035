package kr.hangil.operator.profiles;

import java.util.Optional;
import kr.hangil.operator.api.EngineKind;

/** Images that stand for those in shipped profiles, by engine: what a registry inside has, by digest. */
public interface EngineImages {

    /** vLLM's. */
    Optional<String> vllm();

    /** vLLM's for Rebellions. */
    Optional<String> vllmRbln();

    /** SGLang's. */
    Optional<String> sglang();

    /** furiosa-llm's. */
    Optional<String> furiosaLlm();

    /** That of {@code engine}; empty where the profile's own is meant. */
    default Optional<String> of(EngineKind engine) {
        return switch (engine) {
            case VLLM -> vllm();
            case VLLM_RBLN -> vllmRbln();
            case SGLANG -> sglang();
            case FURIOSA_LLM -> furiosaLlm();
            case LLAMACPP -> Optional.empty();
        };
    }
}

package kr.hangil.inference.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The usage of a request with several choices: every choice's completion, and each prompt once, as OpenAI counts. The
 * engine reports each choice for itself, with its prompt again.
 */
final class UsageSum {

    private static final String DETAILS = "prompt_tokens_details";
    private static final String CACHED = "cached_tokens";

    private final int choicesPerPrompt;
    private long prompt;
    private long cached;
    private long completion;

    /** @param choicesPerPrompt how often each prompt will be reported, >= 1 */
    UsageSum(int choicesPerPrompt) {
        this.choicesPerPrompt = choicesPerPrompt;
    }

    void add(JsonNode usage) {
        completion += usage.path("completion_tokens").asLong();
        prompt += usage.path("prompt_tokens").asLong();
        cached += usage.path(DETAILS).path(CACHED).asLong();
    }

    /** Puts the sum of what was added so far in the place of one choice's usage. */
    void writeTo(ObjectNode usage) {
        long prompts = prompt / choicesPerPrompt;
        usage.put("prompt_tokens", prompts);
        usage.put("completion_tokens", completion);
        usage.put("total_tokens", prompts + completion);
        usage.withObject("/" + DETAILS).put(CACHED, cached / choicesPerPrompt);
    }
}

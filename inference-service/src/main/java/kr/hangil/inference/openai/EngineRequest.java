package kr.hangil.inference.openai;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's request as the engine gets it.
 *
 * @param operation what is asked for
 * @param calls bodies to send: one; or one per choice where the engine would report the tokens of the first choice only
 * @param choicesPerPrompt how many of {@code calls}, or of a stream's choices, answer the same prompt, >= 1
 * @param choices answers asked for altogether, >= 1
 * @param maxTokens most tokens of each answer; null where the request leaves it open
 * @param stream whether the answer is a stream of events
 * @param answer what must be changed in the answer
 */
record EngineRequest(
        Operation operation,
        List<Buffer> calls,
        int choicesPerPrompt,
        int choices,
        @Nullable Integer maxTokens,
        boolean stream,
        Answer answer) {

    EngineRequest {
        calls = List.copyOf(calls);
    }

    /** Whether the engine's bytes can go to the client as they are. */
    boolean answersUntouched() {
        return answer.untouched() && operation != Operation.TOKENIZE;
    }

    /**
     * How an answer differs from the engine's.
     *
     * @param model the name to answer with; null when the engine's own is the one that was asked for
     * @param forcedTool whether the content is a tool call in disguise
     * @param severalChoices whether a stream's usage comes in parts that must be added up
     */
    record Answer(@Nullable String model, boolean forcedTool, boolean severalChoices) {

        /** Whether the engine's bytes can go to the client as they are. */
        boolean untouched() {
            return model == null && !forcedTool && !severalChoices;
        }
    }
}

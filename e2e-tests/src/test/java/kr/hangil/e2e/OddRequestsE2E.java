package kr.hangil.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Requests as no program of sound mind sends them, made of such as one does: something in each was left out, or is something else. Each is
 * answered or refused with a reason, and none is a failure of the platform, for a pod that seems to fail is left out for everybody.
 */
@ExtendWith(HangilStack.Extension.class)
class OddRequestsE2E {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REQUESTS = 120;
    private static final long SEED = 20_261_201;

    /** What a member may be instead. */
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1.5",
            "1e308",
            "9223372036854775808",
            "\"\"",
            "\"x\"",
            "\"\\u0000\"",
            "\"\\ud83d\"",
            "[]",
            "[null]",
            "[[]]",
            "[1,\"a\"]",
            "{}",
            "{\"a\":1}",
            "{\"type\":\"text\"}",
            "{\"type\":\"function\",\"function\":{}}",
            "[{\"role\":\"assistant\"}]",
            "[{\"type\":\"image_url\",\"image_url\":{\"url\":\"x\"}}]");

    /** Members that one of the paths has a meaning for. */
    private static final List<String> MEMBERS = List.of(
            "stream",
            "stream_options",
            "n",
            "stop",
            "tools",
            "tool_choice",
            "response_format",
            "temperature",
            "logprobs",
            "logit_bias",
            "seed",
            "system",
            "instructions",
            "thinking",
            "stop_sequences",
            "suffix",
            "echo",
            "best_of",
            "encoding_format",
            "dimensions",
            "text",
            "reasoning",
            "include",
            "metadata",
            "modalities");

    private final Random random = new Random(SEED);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "chat/completions | {\"messages\":[{\"role\":\"user\",\"content\":\"안녕\"}],\"max_tokens\":3}",
                "chat/completions | {\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"안녕\"}]}],\"max_tokens\":3}",
                "completions | {\"prompt\":\"안녕\",\"max_tokens\":3}",
                "completions | {\"prompt\":[\"안녕\",[1,2]],\"max_tokens\":3}",
                "embeddings | {\"input\":[\"안녕\",\"한길\"]}",
                "embeddings | {\"input\":[[1,2],[3]]}",
                "responses | {\"input\":\"안녕\",\"max_output_tokens\":3}",
                "responses | {\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"안녕\"}]}],\"max_output_tokens\":3}",
                "messages | {\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"안녕\"}]}],\"max_tokens\":3}",
                "messages/count_tokens | {\"messages\":[{\"role\":\"user\",\"content\":\"안녕\"}],\"system\":\"짧게\"}",
                "rerank | {\"query\":\"a\",\"documents\":[\"b\",\"c\"],\"top_n\":1}"
            })
    void shouldAnswerOrSayWhatIsWrong(String path, String sound, HangilStack stack) throws Exception {
        Api api = new Api(stack);
        Api.Tenant tenant = api.newTenant();
        List<String> faults = new ArrayList<>();

        for (int i = 0; i < REQUESTS; i++) {
            ObjectNode body = (ObjectNode) JSON.readTree(sound);
            body.put("model", stack.demo("HANGIL_MODEL"));
            spoil(body);
            Api.Answer answer = api.post(api.gateway() + "/v1/" + path, tenant.key(), body);
            if (answer.status() >= 500 || (answer.status() >= 400 && !isReasoned(answer.json()))) {
                faults.add(answer.status() + " " + body + " " + answer.json());
            }
        }

        assertThat(faults).isEmpty();
    }

    private static boolean isReasoned(JsonNode refusal) {
        return !refusal.path("error").path("message").asText().isBlank()
                && !refusal.path("request_id").asText().isBlank();
    }

    private void spoil(ObjectNode body) throws Exception {
        if (random.nextInt(3) == 0) {
            body.set(oneOf(MEMBERS), value());
        } else {
            spoilWithin(body);
        }
    }

    /** Changes one thing somewhere in {@code node}, more likely further in. */
    private void spoilWithin(JsonNode node) throws Exception {
        if (node instanceof ObjectNode object && !object.isEmpty()) {
            String member = oneOf(StreamSupport.stream(((Iterable<String>) object::fieldNames).spliterator(), false)
                    .toList());
            if (member.endsWith("tokens")) {
                // An answer without an end takes seconds.
                spoil(object);
            } else if (goesOn(object.get(member))) {
                spoilWithin(object.get(member));
            } else if (random.nextInt(4) == 0) {
                object.remove(member);
            } else {
                object.set(member, value());
            }
        } else if (node instanceof ArrayNode array && !array.isEmpty()) {
            int place = random.nextInt(array.size());
            if (goesOn(array.get(place))) {
                spoilWithin(array.get(place));
            } else if (random.nextInt(4) == 0) {
                array.add(value());
            } else {
                array.set(place, value());
            }
        }
    }

    private boolean goesOn(JsonNode inner) {
        return inner.isContainerNode() && !inner.isEmpty() && random.nextInt(4) > 0;
    }

    private JsonNode value() throws Exception {
        return JSON.readTree(oneOf(VALUES));
    }

    private <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}

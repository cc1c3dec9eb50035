package kr.hangil.inference.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.registry.ServingSettings;
import kr.hangil.inference.engine.EngineFeature;
import kr.hangil.inference.lifecycle.ServedModel;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** Turns a client's request into what is sent to the engine, or refuses it. */
final class RequestTranslator {

    /** Most answers to one request; each holds an engine slot. */
    static final int MAX_CHOICES = 16;

    /** Bytes that the copies of a body for its several answers may have together. */
    private static final long MAX_COPIED = 16 << 20;

    private static final int MAX_STOPS = 16;
    private static final int MAX_INPUTS = 2048;
    private static final String PROMPT = "prompt";
    private static final String STOP = "stop";

    private RequestTranslator() {}

    /**
     * @param body the request as it came
     * @param given its fields
     * @param model what it asks for
     * @param missing what the engine cannot do
     * @throws PlatformException when it cannot be served, naming the field at fault
     */
    static EngineRequest translate(
            Operation operation, Buffer body, ObjectNode given, ServedModel model, Set<EngineFeature> missing) {
        ServingSettings serving = model.settings();
        boolean declared = operation
                .capability()
                .map(serving.capabilities()::contains)
                .orElse(!(model.isAdapter() && operation.runsModel()));
        if (!declared || operation.feature().filter(missing::contains).isPresent()) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST,
                    "model",
                    "model '" + model.name() + "' does not do " + operation.title());
        }
        @Nullable
        String renamed = model.name().equals(model.selection().model()) && !model.isAdapter() ? null : model.name();
        ObjectNode request = given.deepCopy();
        select(request, model);
        return switch (operation) {
            case CHAT -> chat(body, given, request, serving, missing, renamed);
            case COMPLETION -> completion(body, given, request, serving, renamed);
            case EMBEDDING -> embedding(body, given, request, renamed);
            case RERANK -> rerank(body, given, request, renamed);
            case COUNT_TOKENS -> count(request, serving, missing);
            case TOKENIZE -> tokenize(request);
        };
    }

    /** Has {@code model} answer and nothing else: a request that selected an adapter itself would be charged as another. */
    private static void select(ObjectNode request, ServedModel model) {
        model.selection().fields().forEach((field, value) -> {
            RequestFields.unsupported(request, field, "is not a client's to set: 'model' says what is to answer");
            request.putPOJO(field, value);
        });
        if (model.isAdapter()) {
            request.put("model", model.selection().model());
        }
    }

    private static EngineRequest chat(
            Buffer body,
            ObjectNode given,
            ObjectNode request,
            ServingSettings serving,
            Set<EngineFeature> missing,
            @Nullable String model) {
        boolean stream = stream(request);
        int n = RequestFields.integer(request, "n", 1, MAX_CHOICES).orElse(1);
        boolean forced = ChatRules.apply(request, serving, missing);
        stops(request, serving);
        EngineRequest.Answer answer = new EngineRequest.Answer(model, forced, stream && n > 1);
        if (!stream && n > 1) {
            requireFewOrSmall("n", n, body);
            return new EngineRequest(Operation.CHAT, copies(request, n), n, n, maxTokens(request), false, answer);
        }
        return new EngineRequest(
                Operation.CHAT, List.of(told(body, given, request)), n, n, maxTokens(request), stream, answer);
    }

    private static EngineRequest count(ObjectNode request, ServingSettings serving, Set<EngineFeature> missing) {
        request.remove("stream");
        request.remove("stream_options");
        request.remove("n");
        ChatRules.apply(request, serving, missing);
        EngineRequest.Answer answer = new EngineRequest.Answer(null, false, false);
        return new EngineRequest(Operation.COUNT_TOKENS, List.of(buffer(request)), 1, 1, null, false, answer);
    }

    private static EngineRequest completion(
            Buffer body, ObjectNode given, ObjectNode request, ServingSettings serving, @Nullable String model) {
        boolean stream = stream(request);
        int n = RequestFields.integer(request, "n", 1, MAX_CHOICES).orElse(1);
        RequestFields.integer(request, "max_tokens", 1, Integer.MAX_VALUE);
        RequestFields.integer(request, "best_of", 1, n);
        RequestFields.unsupported(request, "suffix", "is not served by this model");
        RequestFields.unsupported(request, "logprobs", "is served for chat only");
        if (RequestFields.flag(request, "echo")) {
            throw RequestFields.unsupported("echo", "is not served");
        }
        stops(request, serving);
        List<JsonNode> prompts = prompts(request);
        int choices = Math.multiplyExact(n, prompts.size());
        if (choices > MAX_CHOICES) {
            throw RequestFields.invalid(PROMPT, "times 'n' asks for more than " + MAX_CHOICES + " answers");
        }
        EngineRequest.Answer answer = new EngineRequest.Answer(model, false, stream && choices > 1);
        if (!stream && choices > 1) {
            requireFewOrSmall(n > 1 ? "n" : PROMPT, choices, body);
            List<Buffer> calls = new ArrayList<>();
            for (JsonNode prompt : prompts) {
                ObjectNode one = request.deepCopy();
                one.set(PROMPT, prompt);
                calls.addAll(copies(one, n));
            }
            return new EngineRequest(Operation.COMPLETION, calls, n, choices, maxTokens(request), false, answer);
        }
        return new EngineRequest(
                Operation.COMPLETION,
                List.of(told(body, given, request)),
                n,
                choices,
                maxTokens(request),
                stream,
                answer);
    }

    private static EngineRequest embedding(Buffer body, ObjectNode given, ObjectNode request, @Nullable String model) {
        RequestFields.unsupported(request, "dimensions", "cannot be chosen with this model");
        JsonNode input = RequestFields.get(request, "input");
        if (input == null) {
            throw RequestFields.invalid("input", "is required");
        }
        if (input.isArray() ? input.isEmpty() || input.size() > MAX_INPUTS : !input.isTextual()) {
            throw RequestFields.invalid("input", "must be a string or an array of 1 to " + MAX_INPUTS);
        }
        texts(input, "input").forEach((path, text) -> {
            if (text.isTextual() && text.textValue().isEmpty()) {
                throw RequestFields.invalid(path, "must not be an empty string");
            }
        });
        JsonNode format = RequestFields.get(request, "encoding_format");
        if (format != null && !List.of("float", "base64").contains(format.asText())) {
            throw RequestFields.invalid("encoding_format", "must be float or base64");
        }
        return new EngineRequest(
                Operation.EMBEDDING,
                List.of(told(body, given, request)),
                1,
                1,
                null,
                false,
                new EngineRequest.Answer(model, false, false));
    }

    private static EngineRequest rerank(Buffer body, ObjectNode given, ObjectNode request, @Nullable String model) {
        RequestFields.text(request, "query", "query");
        JsonNode documents = RequestFields.get(request, "documents");
        if (documents == null || !documents.isArray() || documents.isEmpty() || documents.size() > MAX_INPUTS) {
            throw RequestFields.invalid("documents", "must be an array of 1 to " + MAX_INPUTS);
        }
        for (int i = 0; i < documents.size(); i++) {
            if (!documents.get(i).isTextual()) {
                throw RequestFields.invalid("documents[" + i + "]", "must be a string");
            }
        }
        RequestFields.integer(request, "top_n", 1, Integer.MAX_VALUE);
        return new EngineRequest(
                Operation.RERANK,
                List.of(told(body, given, request)),
                1,
                1,
                null,
                false,
                new EngineRequest.Answer(model, false, false));
    }

    /** Says the text under both names that engines have for it. */
    private static EngineRequest tokenize(ObjectNode request) {
        RequestFields.unsupported(request, "messages", "are counted at /v1/chat/completions/input_tokens");
        String prompt = RequestFields.text(request, PROMPT, PROMPT);
        request.put("content", prompt);
        JsonNode special = RequestFields.get(request, "add_special_tokens");
        request.put("add_special", special == null || special.asBoolean());
        return new EngineRequest(
                Operation.TOKENIZE,
                List.of(buffer(request)),
                1,
                1,
                null,
                false,
                new EngineRequest.Answer(null, false, false));
    }

    /** Most tokens of one answer; the newer name decides, and {@link ChatRules} has made sure that the engine sees it so. */
    private static @Nullable Integer maxTokens(ObjectNode request) {
        return RequestFields.integer(request, "max_completion_tokens", 1, Integer.MAX_VALUE)
                .or(() -> RequestFields.integer(request, "max_tokens", 1, Integer.MAX_VALUE))
                .orElse(null);
    }

    private static boolean stream(ObjectNode request) {
        boolean stream = RequestFields.flag(request, "stream");
        JsonNode options = RequestFields.get(request, "stream_options");
        if (options != null && !options.isObject()) {
            throw RequestFields.invalid("stream_options", "must be an object");
        }
        if (options != null && !stream) {
            throw RequestFields.invalid("stream_options", "needs 'stream': true");
        }
        return stream;
    }

    /** The prompts one by one. */
    private static List<JsonNode> prompts(ObjectNode request) {
        JsonNode prompt = RequestFields.get(request, PROMPT);
        if (prompt == null) {
            throw RequestFields.invalid(PROMPT, "is required");
        }
        if (prompt.isArray() ? prompt.isEmpty() : !prompt.isTextual()) {
            throw RequestFields.invalid(PROMPT, "must be a string or a non-empty array");
        }
        return List.copyOf(texts(prompt, PROMPT).values());
    }

    /**
     * The texts that {@code value} is, by their paths: it is one, or an array of several. A text is a string or an array of token ids. Some
     * engines fail over anything else as if they were broken, so that is refused here.
     */
    private static Map<String, JsonNode> texts(JsonNode value, String path) {
        Map<String, JsonNode> texts = new LinkedHashMap<>();
        if (value.isArray() && !isTokens(value)) {
            for (int i = 0; i < value.size(); i++) {
                texts.put(path + "[" + i + "]", value.get(i));
            }
        } else {
            texts.put(path, value);
        }
        texts.forEach((at, text) -> {
            if (!text.isTextual() && !isTokens(text)) {
                throw RequestFields.invalid(at, "must be a string or an array of token ids");
            }
        });
        return texts;
    }

    private static boolean isTokens(JsonNode value) {
        return value.isArray()
                && !value.isEmpty()
                && StreamSupport.stream(value.spliterator(), false).allMatch(JsonNode::isIntegralNumber);
    }

    /** Adds the strings that end an answer of this model to those that the client gave. */
    private static void stops(ObjectNode request, ServingSettings serving) {
        JsonNode given = RequestFields.get(request, STOP);
        ArrayNode stops = JsonNodeFactory.instance.arrayNode();
        if (given != null && given.isTextual()) {
            stops.add(given);
        } else if (given instanceof ArrayNode several && several.size() <= MAX_STOPS) {
            several.forEach(stops::add);
        } else if (given != null) {
            throw RequestFields.invalid(STOP, "must be a string or an array of at most " + MAX_STOPS);
        }
        for (JsonNode stop : stops) {
            if (!stop.isTextual() || stop.textValue().isEmpty()) {
                throw RequestFields.invalid(STOP, "must be of non-empty strings");
            }
        }
        if (!serving.stop().isEmpty()) {
            serving.stop().forEach(stops::add);
            request.set(STOP, stops);
        }
    }

    /** An engine is sent the whole request once for each answer. */
    private static void requireFewOrSmall(String field, int answers, Buffer body) {
        if ((long) answers * body.length() > MAX_COPIED) {
            throw RequestFields.invalid(
                    field,
                    "asks for " + answers + " answers to a body of " + body.length() + " bytes; together they may have "
                            + MAX_COPIED + ": ask for fewer at once or send less");
        }
    }

    /** {@code n} calls for one answer each, unlike in their seeds as the engine's own children would be. */
    private static List<Buffer> copies(ObjectNode request, int n) {
        JsonNode seed = RequestFields.get(request, "seed");
        List<Buffer> calls = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            ObjectNode one = request.deepCopy();
            one.remove("n");
            if (seed != null && seed.isIntegralNumber()) {
                one.put("seed", seed.longValue() + i);
            }
            calls.add(buffer(one));
        }
        return calls;
    }

    /** The bytes as they came where nothing was changed. */
    private static Buffer told(Buffer body, ObjectNode given, ObjectNode request) {
        return request.equals(given) ? body : buffer(request);
    }

    private static Buffer buffer(ObjectNode node) {
        return Buffer.buffer(node.toString().getBytes(StandardCharsets.UTF_8));
    }
}

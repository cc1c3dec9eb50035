package kr.hangil.inference.engine.openaihttp;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import kr.hangil.inference.engine.EngineEndpoint;
import kr.hangil.inference.engine.EngineFeature;
import kr.hangil.inference.engine.ModelSelection;

/**
 * Finds out what an engine can do by asking for one token of each: flags and versions decide it, and no engine tells. What
 * neither worked nor was refused counts as there; the engine will say.
 */
@Singleton
public final class FeatureProbe {

    private static final Set<Integer> REFUSALS = Set.of(400, 404, 405, 422, 501);

    /** A white pixel, PNG. */
    private static final String PIXEL =
            "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEA"
                    + "G7buVgAAAABJRU5ErkJggg==";

    private final EngineHttp http;

    /** Asks over {@code http}. */
    public FeatureProbe(EngineHttp http) {
        this.http = http;
    }

    /** What {@code endpoint} refuses to do. Fails when it does not answer. */
    public Future<Set<EngineFeature>> missing(EngineEndpoint endpoint, ModelSelection model) {
        Set<EngineFeature> missing = EnumSet.noneOf(EngineFeature.class);
        return chat(endpoint, model, it -> {})
                .compose(plain -> plain.refused() ? Future.succeededFuture() : ofChat(endpoint, model, missing))
                .compose(done -> http.ask(
                        endpoint, "/v1/embeddings", EngineHttp.asked(model).put("input", "1")))
                .map(answer -> note(missing, EngineFeature.EMBEDDINGS, answer.refused()))
                .compose(done -> http.ask(
                        endpoint,
                        "/v1/rerank",
                        EngineHttp.asked(model).put("query", "1").put("documents", new JsonArray().add("1"))))
                .map(answer -> note(missing, EngineFeature.RERANK, answer.refused()))
                .compose(done -> http.ask(
                        endpoint,
                        "/tokenize",
                        EngineHttp.asked(model).put("prompt", "1").put("content", "1")))
                .map(answer -> note(missing, EngineFeature.TOKENIZE, answer.refused()))
                .map(done -> missing);
    }

    private Future<Boolean> ofChat(EngineEndpoint endpoint, ModelSelection model, Set<EngineFeature> missing) {
        JsonObject object = new JsonObject().put("type", "object").put("properties", new JsonObject());
        JsonObject function = new JsonObject().put("name", "probe").put("parameters", object);
        JsonObject tool = new JsonObject().put("type", "function").put("function", function);
        JsonObject format = new JsonObject()
                .put("type", "json_schema")
                .put("json_schema", new JsonObject().put("name", "probe").put("schema", object));
        return chat(endpoint, model, it -> it.put("tools", new JsonArray().add(tool)))
                .map(answer -> note(missing, EngineFeature.TOOLS, answer.refused()))
                .compose(done -> chat(endpoint, model, it -> it.put("response_format", format)))
                .map(answer -> note(missing, EngineFeature.JSON_SCHEMA, answer.refused()))
                .compose(done ->
                        chat(endpoint, model, it -> it.put("logprobs", true).put("top_logprobs", 1)))
                .map(answer -> note(
                        missing, EngineFeature.LOGPROBS, answer.refused() || (answer.worked() && !hasLogprobs(answer))))
                .compose(done -> chat(endpoint, model, it -> it.put("messages", image())))
                // Engines that cannot see say so with all kinds of statuses.
                .map(answer -> note(missing, EngineFeature.IMAGES, !answer.worked()));
    }

    private Future<Answer> chat(EngineEndpoint endpoint, ModelSelection model, Consumer<JsonObject> more) {
        JsonObject message = new JsonObject().put("role", "user").put("content", "1");
        JsonObject body = EngineHttp.asked(model)
                .put("messages", new JsonArray().add(message))
                .put("max_tokens", 1)
                .put("temperature", 0);
        more.accept(body);
        return http.ask(endpoint, "/v1/chat/completions", body);
    }

    private static JsonArray image() {
        JsonObject part =
                new JsonObject().put("type", "image_url").put("image_url", new JsonObject().put("url", PIXEL));
        return new JsonArray().add(new JsonObject().put("role", "user").put("content", new JsonArray().add(part)));
    }

    private static boolean note(Set<EngineFeature> missing, EngineFeature feature, boolean isMissing) {
        return isMissing && missing.add(feature);
    }

    private static boolean hasLogprobs(Answer answer) {
        try {
            return answer.body()
                            .toJsonObject()
                            .getJsonArray("choices")
                            .getJsonObject(0)
                            .getValue("logprobs")
                    != null;
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** A whole answer. */
    record Answer(int status, Buffer body) {

        boolean worked() {
            return status == 200;
        }

        boolean refused() {
            return REFUSALS.contains(status);
        }
    }
}

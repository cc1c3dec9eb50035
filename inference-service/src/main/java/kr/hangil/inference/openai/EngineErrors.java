package kr.hangil.inference.openai;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.inference.engine.openaihttp.EngineDialect;
import kr.hangil.platform.error.PlatformException;

/** What engines' refusals mean in our words, whichever engine it is: {@link EngineDialect} has theirs. */
final class EngineErrors {

    private static final List<String> OVERFLOWS = Arrays.stream(EngineDialect.values())
            .flatMap(dialect -> dialect.overflows().stream())
            .distinct()
            .toList();
    private static final Pattern UNSUPPORTED = Pattern.compile(
            "not supported|not_supported|does not support|requires --enable-auto-tool-choice|not a multimodal model");

    private EngineErrors() {}

    /** What to tell a client whose request the engine answered with {@code status} and {@code body}. */
    static PlatformException refusal(int status, Buffer body) {
        String type = "";
        String message = "";
        try {
            JsonObject error = body.toJsonObject();
            error = error.getJsonObject("error", error);
            type = String.valueOf(error.getValue("type"));
            message = String.valueOf(error.getValue("message"));
        } catch (RuntimeException e) {
            // Not JSON, or not an object: then the status is all there is to go by.
            message = "";
        }
        if (isOverflow(type) || isOverflow(message)) {
            return new PlatformException(
                    ErrorCode.CONTEXT_LENGTH_EXCEEDED,
                    "the prompt is longer than this model's context" + detail(message) + "; shorten it");
        }
        if (UNSUPPORTED.matcher(message).find()) {
            return new PlatformException(ErrorCode.UNSUPPORTED_PARAMETER, "the engine refused the request: " + message);
        }
        if (status == 400 || status == 422) {
            String reason = message.isEmpty() ? "" : ": " + message;
            return new PlatformException(ErrorCode.INVALID_REQUEST, "the engine refused the request" + reason);
        }
        if (status == 503 || status == 429) {
            return PlatformException.retryable(
                    ErrorCode.UNAVAILABLE, "the engine takes no request now", Duration.ofSeconds(1));
        }
        return new PlatformException(ErrorCode.ENGINE_FAILED, "the engine failed with status " + status);
    }

    private static boolean isOverflow(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return OVERFLOWS.stream().anyMatch(lower::contains);
    }

    private static String detail(String message) {
        return message.startsWith("request (") || message.startsWith("input (")
                ? " (" + message.replaceAll(", try increasing it|\\. increase the physical batch size.*", "") + ")"
                : "";
    }

    /** What to tell a client whose request to the engine failed on the way. */
    static PlatformException broken(Throwable cause) {
        if (cause instanceof PlatformException refusal) {
            return refusal;
        }
        return cause instanceof TimeoutException
                ? new PlatformException(ErrorCode.ENGINE_TIMEOUT, "the engine has been silent for too long", cause)
                : new PlatformException(ErrorCode.ENGINE_FAILED, "the engine broke off; try again", cause);
    }
}

package kr.hangil.platform.error;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Collectors;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.error.ErrorEnvelope;
import kr.hangil.platform.request.RequestIds;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Turns whatever a resource or filter throws into one {@link ErrorEnvelope}; the only place that builds such a body. */
public final class ErrorMappers {

    private static final Logger LOG = Logger.getLogger(ErrorMappers.class);

    /** A refusal on purpose. */
    @ServerExceptionMapper
    public Response platform(PlatformException e) {
        if (e.code().status() >= 500) {
            LOG.warnf(e.getCause(), "%s: %s", e.code().code(), e.getMessage());
        }
        return response(e.code(), e.getMessage(), e.param(), e.retryAfter());
    }

    /** A bean-validation failure; names the first field at fault in the order of their paths, and says all of them. */
    @ServerExceptionMapper
    public Response constraint(ConstraintViolationException e) {
        var sorted = e.getConstraintViolations().stream()
                .sorted(Comparator.comparing(v -> v.getPropertyPath().toString()))
                .toList();
        String message =
                sorted.stream().map(v -> path(v) + " " + v.getMessage()).collect(Collectors.joining("; "));
        return response(ErrorCode.INVALID_REQUEST, message, sorted.isEmpty() ? null : path(sorted.getFirst()), null);
    }

    /** A body that is not the JSON that was expected. */
    @ServerExceptionMapper
    public Response json(JsonProcessingException e) {
        String where = e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
        if (e instanceof UnrecognizedPropertyException unknown) {
            String message = "unknown field '" + unknown.getPropertyName() + "'" + where + "; known here: "
                    + unknown.getKnownPropertyIds().stream()
                            .map(Object::toString)
                            .sorted()
                            .collect(Collectors.joining(", "));
            return response(ErrorCode.INVALID_REQUEST, message, jsonPath(unknown), null);
        }
        if (e instanceof JsonMappingException mapping) {
            return response(ErrorCode.INVALID_REQUEST, mappingMessage(mapping) + where, jsonPath(mapping), null);
        }
        return response(ErrorCode.INVALID_JSON, "the body is not valid JSON" + where, null, null);
    }

    /** What the framework itself refuses: unknown paths, methods and media types. */
    @ServerExceptionMapper
    public Response web(WebApplicationException e) {
        if (e.getCause() instanceof JsonProcessingException json) {
            return json(json);
        }
        int status = e.getResponse().getStatus();
        ErrorCode code = switch (status) {
            case 401 -> ErrorCode.INVALID_TOKEN;
            case 403 -> ErrorCode.PERMISSION_DENIED;
            case 404 -> ErrorCode.NOT_FOUND;
            case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
            case 406 -> ErrorCode.NOT_ACCEPTABLE;
            case 413 -> ErrorCode.BODY_TOO_LARGE;
            case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
            default -> status >= 500 ? ErrorCode.INTERNAL : ErrorCode.INVALID_REQUEST;
        };
        return switch (code) {
            case INTERNAL -> unknown(e);
            case NOT_FOUND -> response(code, "there is nothing at this path", null, null);
            case METHOD_NOT_ALLOWED -> response(code, "this path does not take this method", null, null);
            default -> response(code, "the request was refused with status " + status, null, null);
        };
    }

    /** Anything nobody meant: logged with its stack, told to the caller as a fixed sentence. */
    @ServerExceptionMapper
    public Response unknown(Throwable e) {
        LOG.errorf(e, "unexpected failure");
        PlatformException told = PlatformException.internal(e);
        return response(told.code(), told.getMessage(), null, null);
    }

    private static Response response(
            ErrorCode code, String message, @Nullable String param, @Nullable Duration retryAfter) {
        Response.ResponseBuilder builder = Response.status(code.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(ErrorEnvelope.of(code, message, param, RequestIds.current()));
        if (retryAfter != null) {
            builder.header("Retry-After", Math.max(1, retryAfter.toSeconds()));
        }
        return builder.build();
    }

    private static String path(ConstraintViolation<?> violation) {
        String path = violation.getPropertyPath().toString();
        // The path starts with method and parameter names, which mean nothing to a caller.
        String[] nodes = path.split("\\.", 3);
        return nodes.length == 3 ? nodes[2] : nodes[nodes.length - 1];
    }

    private static String mappingMessage(JsonMappingException e) {
        Throwable cause = e.getCause();
        while (cause != null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof IllegalArgumentException && cause.getMessage() != null) {
            return cause.getMessage();
        }
        String path = jsonPath(e);
        return path == null
                ? "the body does not have the expected shape"
                : "'" + path + "' has the wrong type or value";
    }

    private static @Nullable String jsonPath(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() != null) {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            } else if (step.getIndex() >= 0) {
                path.append('[').append(step.getIndex()).append(']');
            }
        }
        return path.isEmpty() ? null : path.toString();
    }
}

package kr.hangil.billing.request;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.ErrorMappers;
import kr.hangil.platform.error.PlatformException;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/**
 * A query parameter that is no number, such as {@code limit=abc}: a 400 that says which one and what was expected. Jakarta REST
 * (3.2) answers 404 there, as if there were no such list.
 */
final class NumberMapper {

    private static final List<Class<?>> NUMBERS = List.of(int.class, Integer.class, long.class, Long.class);

    private final ErrorMappers errors = new ErrorMappers();

    @ServerExceptionMapper
    public Response missing(NotFoundException e, ResourceInfo resource, UriInfo uri) {
        Method method = resource == null ? null : resource.getResourceMethod();
        return method == null
                ? errors.web(e)
                : Stream.of(method.getParameters())
                        .flatMap(parameter -> wrong(parameter, uri).stream())
                        .findFirst()
                        .map(errors::platform)
                        .orElseGet(() -> errors.web(e));
    }

    private static Optional<PlatformException> wrong(Parameter parameter, UriInfo uri) {
        QueryParam query = parameter.getAnnotation(QueryParam.class);
        if (query == null || !NUMBERS.contains(parameter.getType())) {
            return Optional.empty();
        }
        String given = uri.getQueryParameters().getFirst(query.value());
        return isNumber(given, parameter.getType())
                ? Optional.empty()
                : Optional.of(PlatformException.at(
                        ErrorCode.INVALID_REQUEST,
                        query.value(),
                        query.value() + " must be a whole number" + bounds(parameter)));
    }

    private static boolean isNumber(@Nullable String given, Class<?> type) {
        try {
            if (given != null && (type == int.class || type == Integer.class)) {
                Integer.parseInt(given);
            } else if (given != null) {
                Long.parseLong(given);
            }
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static String bounds(Parameter parameter) {
        Min least = parameter.getAnnotation(Min.class);
        Max most = parameter.getAnnotation(Max.class);
        return (least == null ? "" : ", at least " + least.value()) + (most == null ? "" : ", at most " + most.value());
    }
}

package kr.hangil.portal.upstream;

import io.smallrye.mutiny.Uni;
import java.util.function.Function;
import kr.hangil.platform.request.RequestIds;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A part of a page that depends on another service: exactly one of the two is there.
 *
 * @param value what the service answered; null where it did not
 * @param trouble why there is no value; null where there is one
 */
public record Part<T>(@Nullable T value, @Nullable Trouble trouble) {

    private static final Logger LOG = Logger.getLogger(Part.class);

    public Part {
        if ((value == null) == (trouble == null)) {
            throw new IllegalArgumentException("a part has either a value or a trouble");
        }
    }

    public static <T> Part<T> of(T value) {
        return new Part<>(value, null);
    }

    public static <T> Part<T> missing(Trouble trouble) {
        return new Part<>(null, trouble);
    }

    /** Turns an answer, or the lack of one, into a part; never fails. */
    public static <T> Uni<Part<T>> ask(Service service, Uni<T> answer) {
        String requestId = RequestIds.current();
        return answer.map(Part::of).onFailure().recoverWithItem(failure -> failed(service, requestId, failure));
    }

    public boolean isOk() {
        return trouble == null;
    }

    /** The value of a part that {@link #isOk}; for templates, which ask that first. */
    public T content() {
        if (value == null) {
            throw new IllegalStateException("this part is missing");
        }
        return value;
    }

    public <R> Part<R> map(Function<T, R> change) {
        return value == null ? new Part<>(null, trouble) : of(change.apply(value));
    }

    private static <T> Part<T> failed(Service service, String requestId, Throwable failure) {
        if (failure instanceof Refusal refusal) {
            LOG.warnf("%s answered %d %s", service, refusal.status(), refusal.code());
            return missing(new Trouble(service, refusal.status() < 500, refusal.requestId()));
        }
        LOG.warnf("%s gave no usable answer: %s", service, failure.toString());
        return missing(new Trouble(service, false, requestId));
    }
}

package kr.hangil.portal.gateway;

import jakarta.ws.rs.core.HttpHeaders;
import java.util.Objects;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * Something as it was at one moment.
 *
 * @param tag entity tag of that moment, quotes included; a change must name it
 */
public record Tagged<T>(String tag, T content) {

    static <T> Tagged<T> of(RestResponse<T> answer) {
        return new Tagged<>(
                Objects.requireNonNull(answer.getHeaderString(HttpHeaders.ETAG), "an entity tag"),
                Objects.requireNonNull(answer.getEntity(), "a body"));
    }
}

package kr.hangil.gateway.tenants;

import jakarta.ws.rs.core.Response.Status;
import org.jboss.resteasy.reactive.RestResponse;

/** HTTP statuses of writes. */
final class Answers {

    private Answers() {}

    /** 201 for something new, 200 for what was there. */
    static <T> RestResponse<T> created(Created<T> created) {
        return RestResponse.ResponseBuilder.create(created.isNew() ? Status.CREATED : Status.OK, created.item())
                .build();
    }
}

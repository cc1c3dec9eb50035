package kr.hangil.portal.frame;

import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/** Answers that need another status than 200, or another place to go to. */
public final class Answers {

    private static final int UNPROCESSABLE = 422;

    private Answers() {}

    /** {@code page} under {@code status}. */
    public static Response page(int status, TemplateInstance page) {
        return Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .entity(page)
                .build();
    }

    /** {@code page} with a form that something is wrong with. */
    public static Response again(TemplateInstance page) {
        return page(UNPROCESSABLE, page);
    }

    /** Sends the browser to the first page of {@code section}. */
    public static Response backTo(Section section, String tenant) {
        return Response.seeOther(URI.create(section.path(tenant))).build();
    }
}

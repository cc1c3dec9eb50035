package kr.hangil.portal.usage;

import io.quarkus.security.Authenticated;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import kr.hangil.portal.billing.BillingService;
import kr.hangil.portal.billing.Download;
import kr.hangil.portal.billing.Export;
import kr.hangil.portal.frame.Choice;
import kr.hangil.portal.frame.Section;
import kr.hangil.portal.upstream.Refusal;
import org.jboss.resteasy.reactive.RestMulti;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/**
 * {@code /t/{tenant}/exports}: a month's usage, spend or charges as a file. Where there is none, for a reason that the one
 * who asked can do something about, the browser is sent back to the page of usage, which says so.
 */
@Path("/t/{tenant}/exports")
@Produces(MediaType.APPLICATION_OCTET_STREAM)
@Authenticated
class ExportsResource {

    private final UsageService usage;
    private final BillingService billing;

    ExportsResource(UsageService usage, BillingService billing) {
        this.usage = usage;
        this.billing = billing;
    }

    /**
     * The file, or the way back to the page of usage.
     *
     * @param bucket {@code 1h}, {@code 1d} or {@code 1mo}; billing refuses others
     * @param group of {@code model}, {@code key}, {@code project}, {@code region} and {@code contract}; billing refuses others
     */
    @GET
    public RestMulti<byte[]> export(
            String tenant,
            @RestQuery @DefaultValue("usage") String content,
            @RestQuery @Nullable String month,
            @RestQuery @DefaultValue("1d") String bucket,
            @RestQuery List<String> group,
            @RestQuery @DefaultValue("csv") String format) {
        Export.Content wanted = choice(Export.Content.class, "content", content);
        Export.Format as = choice(Export.Format.class, "format", format);
        YearMonth shown = usage.month(month);
        Export export = wanted == Export.Content.FOCUS
                ? Export.focus(shown, as)
                : Export.of(
                        wanted,
                        UsageService.start(shown.atDay(1)),
                        UsageService.start(shown.plusMonths(1).atDay(1)),
                        bucket,
                        group,
                        as);
        return RestMulti.fromUniResponse(
                billing.export(tenant, export)
                        .onFailure(Refusal.class)
                        .transform(e -> back(tenant, shown, (Refusal) e, wanted)),
                Download::content,
                ExportsResource::headers);
    }

    /** The file's own, and what {@code PageHeaders} says of every page but not of a stream. */
    private static Map<String, List<String>> headers(Download file) {
        Map<String, List<String>> headers = new TreeMap<>(file.headers());
        headers.put(HttpHeaders.CACHE_CONTROL, List.of("no-store"));
        return headers;
    }

    private static Throwable back(String tenant, YearMonth month, Refusal refusal, Export.Content content) {
        return ExportProblem.of(refusal, content)
                .<Throwable>map(problem ->
                        new WebApplicationException(Response.seeOther(URI.create(Section.USAGE.path(tenant) + "?month="
                                        + month + "&problem=" + problem.id() + "#exports"))
                                .build()))
                .orElse(refusal);
    }

    private static <E extends Enum<E>> E choice(Class<E> choices, String parameter, String name) {
        return Choice.of(choices, name)
                .orElseThrow(() -> PlatformException.at(
                        ErrorCode.INVALID_REQUEST, parameter, "there is no " + parameter + " '" + name + "'"));
    }
}

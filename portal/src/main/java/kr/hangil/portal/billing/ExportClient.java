package kr.hangil.portal.billing;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.http.HttpClientRequest;
import io.vertx.mutiny.core.http.HttpClientResponse;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import kr.hangil.contracts.HangilHeaders;
import kr.hangil.platform.request.RequestIds;
import kr.hangil.portal.upstream.Passage;
import kr.hangil.portal.upstream.RefusalMapper;

/**
 * Fetches files from billing, no faster than their reader reads: one can have half a million rows, which the REST client
 * would hold in memory.
 */
@ApplicationScoped
class ExportClient {

    private static final List<String> KEPT = List.of(HttpHeaders.CONTENT_TYPE, HttpHeaders.CONTENT_DISPOSITION);

    private final Passage passage;
    private final ExportConfig config;

    ExportClient(Vertx vertx, ExportConfig config) {
        this.config = config;
        this.passage = new Passage(vertx, config.connectTimeout(), config.silence(), config.files());
    }

    /**
     * The file, once billing has begun to send it.
     *
     * @param authorization the person's own, for this call alone
     */
    Uni<Download> fetch(String authorization, String tenant, Export export) {
        RequestOptions request =
                Passage.request(HttpMethod.GET, address(tenant, export), authorization, RequestIds.current());
        return passage.send(request, HttpClientRequest::send).flatMap(ExportClient::download);
    }

    private URI address(String tenant, Export export) {
        UriBuilder address = UriBuilder.fromUri(config.billingUrl())
                .path("v1/tenants/{tenant}/exports/{content}")
                .resolveTemplate("tenant", tenant)
                .resolveTemplate("content", export.content().name().toLowerCase(Locale.ROOT));
        export.parameters().forEach((name, value) -> address.queryParam(name, "{" + name + "}"));
        return address.buildFromMap(new TreeMap<String, Object>(export.parameters()));
    }

    private static Uni<Download> download(HttpClientResponse answer) {
        if (answer.statusCode() == 200) {
            return Uni.createFrom().item(file(answer));
        }
        return answer.body().map(body -> {
            throw RefusalMapper.refusal(
                    answer.statusCode(), body.getBytes(), answer.getHeader(HangilHeaders.REQUEST_ID));
        });
    }

    private static Download file(HttpClientResponse answer) {
        Map<String, List<String>> headers = new TreeMap<>();
        for (String name : KEPT) {
            String value = answer.getHeader(name);
            if (value != null) {
                headers.put(name, List.of(value));
            }
        }
        return new Download(headers, Passage.content(answer));
    }
}

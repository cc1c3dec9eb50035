package kr.hangil.inference.openai;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.inference.InferenceConfig;
import kr.hangil.inference.load.LoadService;
import kr.hangil.inference.served.ServedLedger;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** What the pod tells of itself: how busy it is, and what it has served. */
@Singleton
final class PodRoutes {

    private static final String LOAD = "/load";
    private static final String SERVED = "/served";

    private final Door door;
    private final Refusals refusals;
    private final InferenceConfig config;
    private final LoadService load;
    private final ServedLedger served;
    private final ObjectMapper json;
    private final Vertx vertx;

    PodRoutes(
            Door door,
            Refusals refusals,
            InferenceConfig config,
            LoadService load,
            ServedLedger served,
            ObjectMapper json,
            Vertx vertx) {
        this.door = door;
        this.refusals = refusals;
        this.config = config;
        this.load = load;
        this.served = served;
        this.json = json;
        this.vertx = vertx;
    }

    /**
     * What was served.
     *
     * @param replica whose account it is
     * @param region where it serves
     * @param account name of the account: its sums never get smaller, those of another one begin anew
     * @param zone in which days begin and end
     * @param from first day
     * @param to last day, included
     * @param entries one for each day, version, gateway and tenant
     */
    record Served(
            String replica, String region, String account, String zone, String from, String to, List<Entry> entries) {}

    /**
     * One line of the account.
     *
     * @param day day on which the answers ended
     * @param digest version that answered
     * @param gateway client that called
     * @param tenant on whose behalf; empty where the gateway named none
     * @param requests answers that the engine was asked for
     * @param estimated of them, those whose tokens are estimated
     * @param promptTokens tokens read
     * @param cachedTokens of them, those found in the engine's cache
     * @param outputTokens tokens written
     * @param estimatedPromptTokens tokens read by the estimated answers
     * @param estimatedOutputTokens tokens written by the estimated answers
     */
    record Entry(
            String day,
            String digest,
            String gateway,
            String tenant,
            long requests,
            long estimated,
            long promptTokens,
            long cachedTokens,
            long outputTokens,
            long estimatedPromptTokens,
            long estimatedOutputTokens) {}

    void register(@Observes Router router) {
        router.get(LOAD)
                .handler(context -> answer(context, CallerCheck.CALLERS, () -> Future.succeededFuture(load.report())));
        router.route(LOAD).handler(door::otherMethod);
        router.get(SERVED).handler(context -> answer(context, CallerCheck.AUDITORS, () -> account(context.request())));
        router.route(SERVED).handler(door::otherMethod);
    }

    private void answer(RoutingContext context, Set<String> roles, Supplier<Future<Object>> what) {
        String requestId = door.label(context);
        door.identify(context, roles)
                .compose(caller -> what.get())
                .map(told -> Buffer.buffer(json.valueToTree(told).toString()))
                .onSuccess(body -> context.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                        .end(body))
                .onFailure(failure -> refusals.send(context.response(), requestId, failure));
    }

    private Future<Object> account(HttpServerRequest request) {
        LocalDate from = day(request, "from");
        LocalDate to = day(request, "to");
        if (to.isBefore(from)) {
            throw PlatformException.at(ErrorCode.INVALID_REQUEST, "to", "'to' must not be before 'from'");
        }
        return vertx.<Object>executeBlocking(() -> served(from, to), false).map(told -> Objects.requireNonNull(told));
    }

    private Served served(LocalDate from, LocalDate to) {
        List<Entry> entries = new ArrayList<>();
        served.writtenBetween(from, to)
                .forEach((key, tokens) -> entries.add(new Entry(
                        key.day().toString(),
                        key.digest(),
                        key.gateway(),
                        key.tenant(),
                        tokens.requests(),
                        tokens.estimated(),
                        tokens.promptTokens(),
                        tokens.cachedTokens(),
                        tokens.outputTokens(),
                        tokens.estimatedPromptTokens(),
                        tokens.estimatedOutputTokens())));
        return new Served(
                config.replica(),
                config.region(),
                served.account(),
                ServedLedger.ZONE.getId(),
                from.toString(),
                to.toString(),
                entries);
    }

    private LocalDate day(HttpServerRequest request, String name) {
        @Nullable String text = request.getParam(name);
        try {
            return text == null ? served.today() : LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST, name, "'" + name + "' must be a day such as 2026-11-24");
        }
    }
}

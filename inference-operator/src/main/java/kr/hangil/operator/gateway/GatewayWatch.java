package kr.hangil.operator.gateway;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import kr.hangil.contracts.serving.RoutingReport;
import kr.hangil.operator.http.BearerToken;
import kr.hangil.operator.http.JsonGet;
import kr.hangil.operator.observed.Gateways;
import org.jboss.logging.Logger;

/**
 * What the gateways last said. All are asked together at an interval; one that does not answer is missing from the answer, so
 * nothing is taken for acknowledged that was not.
 */
public final class GatewayWatch implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(GatewayWatch.class);
    private static final String PATH = "/manage/v1/routing";

    private final Supplier<List<URI>> addresses;
    private final JsonGet http;
    private final List<Consumer<Set<String>>> listeners = new ArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("gateway-watch").factory());
    private volatile Gateways latest = Gateways.NONE;

    /**
     * @param addresses base addresses of all gateways, asked for before each round
     * @param token a bearer token for them
     * @param limit longest wait for an answer
     */
    public GatewayWatch(Supplier<List<URI>> addresses, BearerToken token, Duration limit) {
        this.addresses = addresses;
        this.http = new JsonGet(token, limit);
    }

    /** Is told the served names whose replicas or waiting requests changed. */
    public void onChange(Consumer<Set<String>> listener) {
        synchronized (listeners) {
            listeners.add(listener);
        }
    }

    /** Asks at every {@code interval} from now on. */
    public void start(Duration interval) {
        var _ = timer.scheduleWithFixedDelay(this::pollQuietly, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What they said last. */
    public Gateways latest() {
        return latest;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        http.close();
    }

    private void pollQuietly() {
        try {
            poll();
        } catch (RuntimeException e) {
            LOG.warnf("the gateways could not be asked: %s", e);
        }
    }

    /** Asks all of them once. */
    public void poll() {
        List<URI> all = addresses.get();
        List<CompletableFuture<Optional<RoutingReport>>> answers =
                all.stream().map(this::ask).toList();
        List<RoutingReport> reports =
                answers.stream().flatMap(it -> it.join().stream()).toList();
        Gateways before = latest;
        latest = new Gateways(all.size(), reports);
        Set<String> changed = changes(before, latest);
        if (!changed.isEmpty()) {
            synchronized (listeners) {
                listeners.forEach(it -> it.accept(changed));
            }
        }
    }

    private CompletableFuture<Optional<RoutingReport>> ask(URI gateway) {
        return http.authorized(JsonGet.under(gateway, PATH))
                .handle((answer, failure) -> failure == null ? report(gateway, answer) : silent(gateway, failure));
    }

    private static Optional<RoutingReport> silent(URI gateway, Throwable failure) {
        if (failure instanceof CompletionException) {
            LOG.debugf("gateway %s does not answer: %s", gateway, failure.getCause());
        } else {
            LOG.warnf("gateway %s cannot be asked: %s", gateway, failure.getMessage());
        }
        return Optional.empty();
    }

    private static Optional<RoutingReport> report(URI gateway, JsonGet.Answer answer) {
        if (!answer.good()) {
            LOG.warnf("gateway %s answered %d at %s", gateway, answer.status(), PATH);
            return Optional.empty();
        }
        try {
            return Optional.of(answer.json().as(RoutingReport.class));
        } catch (IOException e) {
            LOG.warnf("what gateway %s says cannot be read: %s", gateway, e.getMessage());
            return Optional.empty();
        }
    }

    private static Set<String> changes(Gateways before, Gateways after) {
        Map<String, Set<String>> old = facts(before);
        Map<String, Set<String>> fresh = facts(after);
        Set<String> names = new HashSet<>(old.keySet());
        names.addAll(fresh.keySet());
        boolean all = before.complete() != after.complete();
        names.removeIf(name -> !all && old.getOrDefault(name, Set.of()).equals(fresh.getOrDefault(name, Set.of())));
        return names;
    }

    /** What of a model is worth a look at its deployment: where it is sent, and whether somebody waits. */
    private static Map<String, Set<String>> facts(Gateways gateways) {
        Map<String, Set<String>> facts = new HashMap<>();
        for (RoutingReport report : gateways.reports()) {
            for (RoutingReport.Model model : report.models()) {
                Set<String> said = facts.computeIfAbsent(model.model(), _ -> new TreeSet<>());
                model.replicas().forEach(it -> said.add(report.gateway() + " " + it.url() + " " + it.ejected()));
                if (model.waiting() > 0) {
                    said.add(report.gateway() + " waits");
                }
            }
        }
        return facts;
    }
}

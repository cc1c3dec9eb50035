package kr.hangil.operator.observed;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kr.hangil.contracts.serving.RoutingReport;

/**
 * What the gateways said last.
 *
 * @param expected how many there are; 0 where none is known
 * @param reports of those that answered lately
 */
public record Gateways(int expected, List<RoutingReport> reports) {

    /** None known. */
    public static final Gateways NONE = new Gateways(0, List.of());

    public Gateways {
        reports = List.copyOf(reports);
    }

    /** Whether each of them answered, and there is one. */
    public boolean complete() {
        return expected > 0 && reports.size() >= expected;
    }

    /** Whether every gateway sends requests for each of {@code names} to {@code url}. */
    public boolean acknowledged(Collection<String> names, String url) {
        return complete()
                && reports.stream()
                        .allMatch(report -> names.stream()
                                .allMatch(name -> report.models().stream()
                                        .anyMatch(model -> model.model().equals(name)
                                                && model.replicas().stream()
                                                        .anyMatch(it -> same(it.url(), url) && !it.ejected()))));
    }

    /** Whether some gateway leaves {@code url} out because its answers failed. */
    public boolean ejected(String url) {
        return reports.stream()
                .flatMap(report -> report.models().stream())
                .flatMap(model -> model.replicas().stream())
                .anyMatch(it -> same(it.url(), url) && it.ejected());
    }

    /** Requests for {@code names} that are at replicas. */
    public int inFlight(Collection<String> names) {
        return models(names).mapToInt(RoutingReport.Model::inFlight).sum();
    }

    /** Requests for {@code names} that wait at gateways for a replica. */
    public int waiting(Collection<String> names) {
        return models(names).mapToInt(RoutingReport.Model::waiting).sum();
    }

    /** When the last request for one of {@code names} came; empty when no gateway knows. */
    public Optional<Instant> lastRequest(Collection<String> names) {
        return models(names)
                .flatMap(it -> Stream.ofNullable(it.lastRequestAt()))
                .max(Instant::compareTo);
    }

    private Stream<RoutingReport.Model> models(Collection<String> names) {
        return reports.stream()
                .flatMap(report -> report.models().stream())
                .filter(model -> names.contains(model.model()));
    }

    private static boolean same(String some, String other) {
        return strip(some).equals(strip(other));
    }

    private static String strip(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }
}

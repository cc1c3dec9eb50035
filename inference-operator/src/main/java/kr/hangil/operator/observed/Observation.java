package kr.hangil.operator.observed;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Everything seen about one deployment at one moment.
 *
 * @param now the moment
 * @param servedAs names clients use for the model
 * @param adapters names clients use for its adapters
 * @param workloads its Deployments
 * @param replicas its pods
 * @param gateways what the gateways say
 * @param reports what the pods say, by name
 */
public record Observation(
        Instant now,
        List<String> servedAs,
        List<String> adapters,
        List<Workload> workloads,
        List<Replica> replicas,
        Gateways gateways,
        Map<String, PodReport> reports) {

    public Observation {
        servedAs = List.copyOf(servedAs);
        adapters = List.copyOf(adapters);
        workloads = List.copyOf(workloads);
        replicas = List.copyOf(replicas);
        reports = Map.copyOf(reports);
    }

    /** Names by which its pods are asked for. */
    public List<String> names() {
        return Stream.concat(servedAs.stream(), adapters.stream()).toList();
    }

    /** Pods of a variant, of every revision. */
    public Stream<Replica> of(String variant) {
        return replicas.stream().filter(it -> it.variant().equals(variant));
    }

    /** Pods of a variant and revision. */
    public Stream<Replica> of(String variant, String revision) {
        return of(variant).filter(it -> it.revision().equals(revision));
    }

    /** Names of the adapters that pods of {@code revision} serve. */
    public List<String> adaptersOf(String revision) {
        return workloads.stream()
                .filter(it -> it.revision().equals(revision))
                .flatMap(it -> it.adapters().stream())
                .distinct()
                .toList();
    }

    /**
     * Whether requests reach {@code replica} through every gateway. Those for adapters are sent there only afterwards, when the
     * status says that its revision has them.
     */
    public boolean routable(Replica replica) {
        String url = replica.url();
        return replica.serves() && url != null && gateways.acknowledged(servedAs, url);
    }

    /** Pods of a variant and revision that requests reach through every gateway. */
    public int routable(String variant, String revision) {
        return (int) of(variant, revision).filter(this::routable).count();
    }

    /** What {@code replica} said last. */
    public PodReport report(Replica replica) {
        return Objects.requireNonNullElse(reports.get(replica.pod()), PodReport.SILENT);
    }
}

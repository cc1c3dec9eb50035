package kr.hangil.e2e.k8s;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import kr.hangil.e2e.k8s.Manifests.Workload;
import org.jspecify.annotations.Nullable;

/** What every pod must be: probed, bounded, confined (Pod Security Standards, profile restricted) and configured. */
final class PodRules {

    /** Seconds a service needs to drain: preStop and the longest {@code quarkus.shutdown.timeout}. */
    private static final long LEAST_GRACE = 5 + 30 + 5;

    private final Manifests manifests;
    private final ServiceConfiguration configuration;
    private final List<String> findings = new ArrayList<>();

    private PodRules(Manifests manifests, ServiceConfiguration configuration) {
        this.manifests = manifests;
        this.configuration = configuration;
    }

    static List<String> check(Manifests manifests, ServiceConfiguration configuration) {
        PodRules rules = new PodRules(manifests, configuration);
        manifests.workloads().forEach(rules::checkWorkload);
        return rules.findings;
    }

    private void checkWorkload(Workload workload) {
        PodSpec pod = workload.template().getSpec();
        require(workload, workload.isSelectedBy(workload.selector()), "does not select its own pods");
        require(workload, Boolean.FALSE.equals(pod.getEnableServiceLinks()), "must set enableServiceLinks: false");
        require(
                workload,
                !workload.isOurs()
                        || (pod.getTerminationGracePeriodSeconds() != null
                                && pod.getTerminationGracePeriodSeconds() >= LEAST_GRACE),
                "must give at least " + LEAST_GRACE + " s to drain");
        checkIdentity(workload, pod);
        checkPodSecurity(workload, pod);
        require(workload, pod.getContainers().size() == 1, "must have one container");
        pod.getContainers().forEach(container -> checkContainer(workload, pod, container));
        if (workload.replicas() > 1) {
            require(
                    workload,
                    !pod.getTopologySpreadConstraints().isEmpty()
                            && pod.getTopologySpreadConstraints().stream()
                                    .allMatch(it -> workload.isSelectedBy(
                                            it.getLabelSelector().getMatchLabels())),
                    "must spread its pods");
        }
    }

    private void checkIdentity(Workload workload, PodSpec pod) {
        require(
                workload,
                Boolean.FALSE.equals(pod.getAutomountServiceAccountToken()),
                "must not mount a service account token");
        require(
                workload,
                manifests.all(ServiceAccount.class).stream()
                        .anyMatch(it -> it.getMetadata().getName().equals(pod.getServiceAccountName())
                                && Boolean.FALSE.equals(it.getAutomountServiceAccountToken())),
                "must have a service account of its own that mounts no token");
    }

    private void checkPodSecurity(Workload workload, PodSpec pod) {
        var security = pod.getSecurityContext();
        require(workload, security != null && Boolean.TRUE.equals(security.getRunAsNonRoot()), "must set runAsNonRoot");
        require(
                workload,
                security != null
                        && security.getSeccompProfile() != null
                        && "RuntimeDefault".equals(security.getSeccompProfile().getType()),
                "must use seccomp profile RuntimeDefault");
        require(
                workload,
                !Boolean.TRUE.equals(pod.getHostNetwork())
                        && !Boolean.TRUE.equals(pod.getHostPID())
                        && !Boolean.TRUE.equals(pod.getHostIPC())
                        && pod.getVolumes().stream().allMatch(it -> it.getHostPath() == null),
                "must not share the host");
    }

    private void checkContainer(Workload workload, PodSpec pod, Container container) {
        String image = container.getImage();
        String tag = image.substring(Math.max(image.lastIndexOf(':'), image.lastIndexOf('/')));
        require(workload, tag.startsWith(":") && !tag.equals(":latest"), "must pin its image, not " + image);
        SecurityContext security = container.getSecurityContext();
        require(
                workload,
                security != null && Boolean.FALSE.equals(security.getAllowPrivilegeEscalation()),
                "must not allow privilege escalation");
        require(
                workload,
                security != null && Boolean.TRUE.equals(security.getReadOnlyRootFilesystem()),
                "must have a read-only root");
        require(
                workload,
                security != null
                        && security.getCapabilities() != null
                        && security.getCapabilities().getDrop().equals(List.of("ALL"))
                        && security.getCapabilities().getAdd().isEmpty(),
                "must drop all capabilities");
        require(
                workload,
                container.getVolumeMounts().stream()
                        .anyMatch(mount -> mount.getMountPath().equals("/tmp")
                                && pod.getVolumes().stream()
                                        .anyMatch(volume -> volume.getName().equals(mount.getName())
                                                && volume.getEmptyDir() != null)),
                "must have an emptyDir at /tmp");
        checkResources(workload, container);
        if (workload.isOurs()) {
            checkProbe(workload, container.getStartupProbe(), "started");
            checkProbe(workload, container.getReadinessProbe(), "ready");
            checkProbe(workload, container.getLivenessProbe(), "live");
            checkEnvironment(workload, container);
        } else {
            require(
                    workload,
                    container.getReadinessProbe() != null && container.getLivenessProbe() != null,
                    "must be probed");
        }
    }

    private void checkResources(Workload workload, Container container) {
        Map<String, Quantity> requests = container.getResources() == null
                ? Map.of()
                : container.getResources().getRequests();
        Map<String, Quantity> limits = container.getResources() == null
                ? Map.of()
                : container.getResources().getLimits();
        require(workload, requests.keySet().containsAll(Set.of("cpu", "memory")), "must request cpu and memory");
        require(
                workload,
                limits.containsKey("memory") && limits.get("memory").equals(requests.get("memory")),
                "must limit memory to what it requests");
    }

    private void checkProbe(Workload workload, @Nullable Probe probe, String what) {
        require(
                workload,
                probe != null
                        && probe.getHttpGet() != null
                        && probe.getHttpGet().getPath().equals("/q/health/" + what)
                        && "management".equals(probe.getHttpGet().getPort().getStrVal()),
                "must be probed at /q/health/" + what + " on port management");
    }

    private void checkEnvironment(Workload workload, Container container) {
        Set<String> set = new TreeSet<>();
        container.getEnv().stream().map(EnvVar::getName).forEach(set::add);
        for (EnvVar variable : container.getEnv()) {
            boolean secret = variable.getName().matches(".*(PASSWORD|SECRET|PEPPER|SESSION_KEY)");
            require(
                    workload,
                    !secret
                            || (variable.getValueFrom() != null
                                    && variable.getValueFrom().getSecretKeyRef() != null),
                    variable.getName() + " must come from a Secret");
        }
        configMaps(container)
                .forEach(name -> manifests.all(ConfigMap.class).stream()
                        .filter(it -> it.getMetadata().getName().equals(name))
                        .findFirst()
                        .ifPresentOrElse(
                                it -> set.addAll(it.getData().keySet()),
                                () -> findings.add(
                                        workload.name() + ": refers to ConfigMap " + name + ", which is not there")));
        Map<String, Integer> ports = new java.util.HashMap<>();
        container.getPorts().forEach((ContainerPort it) -> ports.put(it.getName(), it.getContainerPort()));
        findings.addAll(configuration.check(workload.name(), set, ports));
    }

    private static Stream<String> configMaps(Container container) {
        Stream<String> whole = container.getEnvFrom().stream()
                .filter(it -> it.getConfigMapRef() != null)
                .map(it -> it.getConfigMapRef().getName());
        Stream<String> single = container.getEnv().stream()
                .filter(it -> it.getValueFrom() != null && it.getValueFrom().getConfigMapKeyRef() != null)
                .map(it -> it.getValueFrom().getConfigMapKeyRef().getName());
        return Stream.concat(whole, single);
    }

    private void require(Workload workload, boolean holds, String rule) {
        if (!holds) {
            findings.add(workload.name() + ": " + rule);
        }
    }
}

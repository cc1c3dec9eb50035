package kr.hangil.e2e.k8s;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import kr.hangil.e2e.k8s.Manifests.Workload;

/** How objects refer to each other, and which traffic that allows. */
final class WiringRules {

    private static final String NAMESPACE = Manifests.NAMESPACE;

    private final Manifests manifests;
    private final List<Workload> workloads;
    private final List<String> findings = new ArrayList<>();

    private WiringRules(Manifests manifests) {
        this.manifests = manifests;
        this.workloads = manifests.workloads();
    }

    static List<String> check(Manifests manifests) {
        WiringRules rules = new WiringRules(manifests);
        rules.checkNamespace();
        rules.checkServices();
        rules.checkBudgets();
        rules.checkDefaultDeny();
        rules.checkBindings();
        return rules.findings;
    }

    private void checkNamespace() {
        require(
                manifests.all(Namespace.class).stream()
                        .anyMatch(it -> it.getMetadata().getName().equals(NAMESPACE)
                                && "restricted"
                                        .equals(it.getMetadata()
                                                .getLabels()
                                                .get("pod-security.kubernetes.io/enforce"))),
                "namespace " + NAMESPACE + " must enforce Pod Security restricted");
        Set<String> namespaces = new TreeSet<>();
        for (Namespace namespace : manifests.all(Namespace.class)) {
            String name = namespace.getMetadata().getName();
            namespaces.add(name);
            require(
                    namespace.getMetadata().getLabels() != null
                            && Set.of("restricted", "baseline")
                                    .contains(namespace
                                            .getMetadata()
                                            .getLabels()
                                            .getOrDefault("pod-security.kubernetes.io/enforce", "")),
                    "namespace " + name + " must enforce Pod Security");
        }
        for (HasMetadata object : manifests.objects()) {
            require(
                    Manifests.OF_THE_CLUSTER.contains(object.getKind())
                            || namespaces.contains(object.getMetadata().getNamespace()),
                    object.getKind() + " " + object.getMetadata().getName() + " is outside the namespace");
        }
    }

    private void checkServices() {
        for (Service service : manifests.all(Service.class)) {
            String name = service.getMetadata().getName();
            List<Workload> selected = workloads.stream()
                    .filter(it -> it.isSelectedBy(service.getSpec().getSelector()))
                    .toList();
            // Pods that the operator makes are no workload of the manifests.
            boolean madeByOperator = manifests.hasOperator() && name.equals("inference-service-pods");
            require(
                    selected.size() == (madeByOperator ? 0 : 1),
                    "Service " + name + " selects " + selected.size() + " workloads");
            selected.forEach(workload -> service.getSpec().getPorts().forEach(port -> checkPort(name, workload, port)));
        }
        for (Workload workload : workloads) {
            require(service(workload.name()) != null, workload.name() + " has no Service of its name");
        }
        for (StatefulSet set : manifests.all(StatefulSet.class)) {
            Service governing = service(set.getSpec().getServiceName());
            require(
                    governing != null && "None".equals(governing.getSpec().getClusterIP()),
                    set.getMetadata().getName() + " needs a headless Service");
        }
    }

    private void checkPort(String service, Workload workload, ServicePort port) {
        require(
                workload.template().getSpec().getContainers().getFirst().getPorts().stream()
                        .anyMatch(it -> it.getName().equals(port.getTargetPort().getStrVal())
                                && it.getContainerPort().equals(port.getPort())),
                "Service " + service + " leads to a port that " + workload.name() + " does not have");
    }

    private @org.jspecify.annotations.Nullable Service service(String name) {
        return manifests.all(Service.class).stream()
                .filter(it -> it.getMetadata().getName().equals(name))
                .findFirst()
                .orElse(null);
    }

    private void checkBudgets() {
        for (Workload workload : workloads) {
            long budgets = manifests.all(PodDisruptionBudget.class).stream()
                    .filter(it ->
                            workload.isSelectedBy(it.getSpec().getSelector().getMatchLabels()))
                    .count();
            require(
                    budgets == (workload.replicas() > 1 ? 1 : 0),
                    workload.name() + " has " + workload.replicas() + " replicas and " + budgets
                            + " disruption budgets");
        }
    }

    /** A binding names a role that is there, and service accounts with their namespace. */
    private void checkBindings() {
        for (RoleBinding binding : manifests.all(RoleBinding.class)) {
            checkSubjects(binding.getMetadata().getName(), binding.getSubjects());
            require(
                    manifests.all(Role.class).stream()
                            .anyMatch(it -> it.getMetadata()
                                    .getName()
                                    .equals(binding.getRoleRef().getName())),
                    "RoleBinding " + binding.getMetadata().getName() + " names no role that is there");
        }
        for (ClusterRoleBinding binding : manifests.all(ClusterRoleBinding.class)) {
            checkSubjects(binding.getMetadata().getName(), binding.getSubjects());
            require(
                    manifests.all(ClusterRole.class).stream()
                            .anyMatch(it -> it.getMetadata()
                                    .getName()
                                    .equals(binding.getRoleRef().getName())),
                    "ClusterRoleBinding " + binding.getMetadata().getName() + " names no role that is there");
        }
        Stream.concat(
                        manifests.all(Role.class).stream().flatMap(it -> it.getRules().stream()),
                        manifests.all(ClusterRole.class).stream().flatMap(it -> it.getRules().stream()))
                .forEach(rule -> require(
                        !rule.getVerbs().contains("*")
                                && !rule.getResources().contains("*")
                                && !rule.getResources().contains("secrets"),
                        "a role may do everything, or read secrets: " + rule.getResources()));
    }

    private void checkSubjects(String binding, List<Subject> subjects) {
        for (Subject subject : subjects) {
            require(
                    NAMESPACE.equals(subject.getNamespace())
                            && manifests.all(ServiceAccount.class).stream()
                                    .anyMatch(it -> it.getMetadata().getName().equals(subject.getName())),
                    "binding " + binding + " has a subject that is not there: " + subject.getName());
        }
    }

    private void checkDefaultDeny() {
        for (Namespace namespace : manifests.all(Namespace.class)) {
            checkDefaultDeny(namespace.getMetadata().getName());
        }
    }

    private void checkDefaultDeny(String namespace) {
        require(
                manifests.all(NetworkPolicy.class).stream()
                        .filter(it -> namespace.equals(it.getMetadata().getNamespace()))
                        .anyMatch(it ->
                                it.getSpec().getPodSelector().getMatchLabels().isEmpty()
                                        && it.getSpec().getIngress().isEmpty()
                                        && it.getSpec().getEgress().isEmpty()
                                        && Set.copyOf(it.getSpec().getPolicyTypes())
                                                .equals(Set.of("Ingress", "Egress"))),
                "there must be a policy that denies everything in " + namespace);
    }

    /** Allowed traffic as {@code from -> to:port}, by what receivers in {@code namespace} take. */
    static Set<String> ingress(Manifests manifests, String namespace) {
        Set<String> flows = new TreeSet<>();
        for (NetworkPolicy policy : policies(manifests, namespace)) {
            String to = end(policy.getSpec().getPodSelector().getMatchLabels());
            policy.getSpec()
                    .getIngress()
                    .forEach(rule -> rule.getFrom()
                            .forEach(from -> rule.getPorts()
                                    .forEach(port ->
                                            flows.add(end(from) + " -> " + to + ":" + number(manifests, to, port)))));
            if (policy.getSpec().getIngress().stream()
                    .anyMatch(rule -> rule.getFrom().isEmpty())) {
                flows.add("anyone -> " + to);
            }
        }
        return flows;
    }

    private static List<NetworkPolicy> policies(Manifests manifests, String namespace) {
        return manifests.all(NetworkPolicy.class).stream()
                .filter(it -> namespace.equals(it.getMetadata().getNamespace()))
                .toList();
    }

    /** Allowed traffic as {@code from -> to:port}, by what senders in {@code namespace} may send. */
    static Set<String> egress(Manifests manifests, String namespace) {
        Set<String> flows = new TreeSet<>();
        for (NetworkPolicy policy : policies(manifests, namespace)) {
            String from = end(policy.getSpec().getPodSelector().getMatchLabels());
            policy.getSpec()
                    .getEgress()
                    .forEach(rule -> rule.getTo()
                            .forEach(to -> rule.getPorts()
                                    .forEach(port -> flows.add(
                                            from + " -> " + end(to) + ":" + number(manifests, end(to), port)))));
            if (policy.getSpec().getEgress().stream()
                    .anyMatch(rule -> rule.getTo().isEmpty())) {
                flows.add(from + " -> anyone");
            }
        }
        return flows;
    }

    private static String number(Manifests manifests, String workload, NetworkPolicyPort port) {
        String name = port.getPort().getStrVal();
        if (name == null) {
            return String.valueOf(port.getPort().getIntVal());
        }
        return manifests.workloads().stream()
                .filter(it -> it.name().equals(workload))
                .flatMap(it -> it.template().getSpec().getContainers().getFirst().getPorts().stream())
                .filter(it -> it.getName().equals(name))
                .map(it -> String.valueOf(it.getContainerPort()))
                .findFirst()
                .orElse(name);
    }

    private static String end(NetworkPolicyPeer peer) {
        String pods =
                peer.getPodSelector() == null ? "" : end(peer.getPodSelector().getMatchLabels());
        if (peer.getIpBlock() != null) {
            return peer.getIpBlock().getCidr();
        }
        if (peer.getNamespaceSelector() == null) {
            return pods;
        }
        String label = peer.getNamespaceSelector().getMatchLabels().entrySet().stream()
                .map(it -> it.getValue().equals("true") ? it.getKey() : it.getValue())
                .findFirst()
                .orElse("any namespace");
        return label.substring(label.indexOf('/') + 1) + (pods.isEmpty() ? "" : "/" + pods);
    }

    private static String end(Map<String, String> labels) {
        String name = labels.getOrDefault("app.kubernetes.io/name", labels.getOrDefault("k8s-app", "all"));
        return labels.containsKey("serving.hangil.kr/group") ? name + "/group" : name;
    }

    private void require(boolean holds, String finding) {
        if (!holds) {
            findings.add(finding);
        }
    }
}

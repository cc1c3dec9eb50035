package kr.hangil.operator.reconcile;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kr.hangil.operator.api.AcceleratorProfile;
import kr.hangil.operator.api.AcceleratorProfileSpec;

/** What belongs to no deployment: nodes and profiles, watched once for all of them. */
final class ClusterView implements AutoCloseable {

    private final SharedIndexInformer<Node> nodes;
    private final SharedIndexInformer<AcceleratorProfile> profiles;

    /**
     * @param profileChanged is told the name of a profile that changed
     * @param nodesChanged runs when a node came, went, or has other devices or labels
     */
    ClusterView(KubernetesClient client, Consumer<String> profileChanged, Runnable nodesChanged) {
        this.profiles = client.resources(AcceleratorProfile.class)
                .inform(new Changes<>(
                        (before, after) -> !Objects.equals(before.getSpec(), after.getSpec()),
                        it -> profileChanged.accept(it.getMetadata().getName())));
        this.nodes = client.nodes().inform(new Changes<>(ClusterView::differs, _ -> nodesChanged.run()));
    }

    /** Profiles by name. */
    Map<String, AcceleratorProfileSpec> profiles() {
        Map<String, AcceleratorProfileSpec> byName = new HashMap<>();
        profiles.getStore().list().stream()
                .filter(it -> it.getSpec() != null)
                .forEach(it -> byName.put(it.getMetadata().getName(), it.getSpec()));
        return byName;
    }

    /** Names of the resources that profiles ask for. */
    static Set<String> resources(Map<String, AcceleratorProfileSpec> profiles) {
        return profiles.values().stream()
                .flatMap(it -> Stream.ofNullable(it.request()))
                .flatMap(it -> Stream.ofNullable(it.extendedResource()))
                .collect(Collectors.toSet());
    }

    List<Node> nodes() {
        return nodes.getStore().list();
    }

    @Override
    public void close() {
        nodes.close();
        profiles.close();
    }

    /** A node reports every few minutes that it is alive; that changes nothing here. */
    private static boolean differs(Node before, Node after) {
        return !Objects.equals(
                        before.getMetadata().getLabels(), after.getMetadata().getLabels())
                || !Objects.equals(before.getSpec(), after.getSpec())
                || !Objects.equals(
                        before.getStatus() == null ? null : before.getStatus().getAllocatable(),
                        after.getStatus() == null ? null : after.getStatus().getAllocatable());
    }

    private record Changes<T>(java.util.function.BiPredicate<T, T> differs, Consumer<T> tell)
            implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T object) {
            tell.accept(object);
        }

        @Override
        public void onUpdate(T before, T after) {
            if (differs.test(before, after)) {
                tell.accept(after);
            }
        }

        @Override
        public void onDelete(T object, boolean unknown) {
            tell.accept(object);
        }
    }
}

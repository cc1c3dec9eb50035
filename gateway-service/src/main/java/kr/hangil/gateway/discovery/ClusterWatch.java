package kr.hangil.gateway.discovery;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import kr.hangil.contracts.serving.ServingLabels;
import kr.hangil.gateway.snapshot.Route;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Tells its listener the routes of one namespace, and again whenever they change. */
final class ClusterWatch implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ClusterWatch.class);

    /** Said here, for asking the API server for it would need the API server at start. */
    static final ResourceDefinitionContext MODEL_DEPLOYMENTS = new ResourceDefinitionContext.Builder()
            .withGroup(ServingLabels.GROUP)
            .withVersion(ServingLabels.VERSION)
            .withKind("ModelDeployment")
            .withPlural("modeldeployments")
            .withNamespaced(true)
            .build();

    private final ObjectMapper json;
    private final Consumer<Map<String, Route>> listener;
    private final SharedIndexInformer<GenericKubernetesResource> models;
    private final SharedIndexInformer<EndpointSlice> slices;
    private @Nullable Map<String, Route> last;

    ClusterWatch(KubernetesClient client, String namespace, ObjectMapper json, Consumer<Map<String, Route>> listener) {
        this.json = json;
        this.listener = listener;
        this.models = client.genericKubernetesResources(MODEL_DEPLOYMENTS)
                .inNamespace(namespace)
                .runnableInformer(0);
        this.slices = client.discovery()
                .v1()
                .endpointSlices()
                .inNamespace(namespace)
                .withLabel(ServingLabels.DEPLOYMENT)
                .runnableInformer(0);
    }

    /** Begins to watch; never waits for the API server, which may be away when a gateway starts. */
    void start() {
        models.addEventHandler(new Changes<>(this::assemble));
        slices.addEventHandler(new Changes<>(this::assemble));
        for (SharedIndexInformer<?> informer : List.of(models, slices)) {
            informer.exceptionHandler((started, failure) -> {
                LOG.warnf("the cluster cannot be watched, the last routes stay: %s", failure.getMessage());
                return true;
            });
            var _ = informer.start();
        }
    }

    boolean isWatching() {
        return models.isWatching() && slices.isWatching();
    }

    @Override
    public void close() {
        models.stop();
        slices.stop();
    }

    private synchronized void assemble() {
        // Half of the picture would take away routes that the other half has.
        if (!models.hasSynced() || !slices.hasSynced()) {
            return;
        }
        List<ServedModel> served = models.getStore().list().stream()
                .map(this::served)
                .filter(Objects::nonNull)
                .toList();
        Map<String, Route> routes =
                RouteAssembly.routes(served, slices.getStore().list());
        if (!routes.equals(last)) {
            last = routes;
            listener.accept(routes);
        }
    }

    private @Nullable ServedModel served(GenericKubernetesResource resource) {
        try {
            return json.convertValue(resource, ServedModel.class);
        } catch (IllegalArgumentException e) {
            LOG.errorf(
                    "ModelDeployment %s is passed over, it cannot be read: %s",
                    resource.getMetadata().getName(), e.getMessage());
            return null;
        }
    }

    /** Whatever changed, everything is looked at again: it is little, and then nothing can be missed. */
    private record Changes<T>(Runnable look) implements ResourceEventHandler<T> {

        @Override
        public void onNothing() {
            look.run();
        }

        @Override
        public void onAdd(T added) {
            look.run();
        }

        @Override
        public void onUpdate(T before, T after) {
            look.run();
        }

        @Override
        public void onDelete(T deleted, boolean unknownWhen) {
            look.run();
        }
    }
}

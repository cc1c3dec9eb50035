package kr.hangil.gateway.discovery;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.util.Map;
import kr.hangil.gateway.snapshot.Route;
import kr.hangil.gateway.snapshot.SnapshotService;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Keeps the snapshot's discovered routes what the cluster says, where that is asked for. */
@ApplicationScoped
public class ClusterRoutes {

    private static final Logger LOG = Logger.getLogger(ClusterRoutes.class);

    private final DiscoveryConfig config;
    private final Instance<KubernetesClient> clients;
    private final ObjectMapper json;
    private final SnapshotService snapshots;
    private final MeterRegistry metrics;
    private @Nullable ClusterWatch watch;

    ClusterRoutes(
            DiscoveryConfig config,
            Instance<KubernetesClient> clients,
            ObjectMapper json,
            SnapshotService snapshots,
            MeterRegistry metrics) {
        this.config = config;
        this.clients = clients;
        this.json = json;
        this.snapshots = snapshots;
        this.metrics = metrics;
    }

    void onStart(@Observes StartupEvent event) {
        if (!config.kubernetes()) {
            return;
        }
        KubernetesClient client = clients.get();
        String namespace = config.namespace().orElseGet(client::getNamespace);
        ClusterWatch started = new ClusterWatch(client, namespace, json, this::adopt);
        Gauge.builder("hangil.gateway.discovery.watching", started, one -> one.isWatching() ? 1 : 0)
                .description("1 while the cluster is watched; at 0 the last routes stay")
                .register(metrics);
        started.start();
        watch = started;
        LOG.infof("models are found in namespace %s", namespace);
    }

    void onStop(@Observes ShutdownEvent event) {
        if (watch != null) {
            watch.close();
        }
    }

    private void adopt(Map<String, Route> routes) {
        snapshots.discovered(routes);
        LOG.infof("the cluster serves %s", routes.keySet());
    }
}

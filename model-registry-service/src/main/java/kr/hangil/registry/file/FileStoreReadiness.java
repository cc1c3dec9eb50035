package kr.hangil.registry.file;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import kr.hangil.platform.error.PlatformException;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while a file can be written. */
@Readiness
@ApplicationScoped
class FileStoreReadiness implements AsyncHealthCheck {

    private final FileStore store;
    private final Vertx vertx;

    FileStoreReadiness(FileStore store, Vertx vertx) {
        this.store = store;
        this.vertx = vertx;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return vertx.executeBlocking(this::probe, false);
    }

    private HealthCheckResponse probe() {
        try {
            store.probe();
            return HealthCheckResponse.up("file store");
        } catch (PlatformException e) {
            return HealthCheckResponse.named("file store")
                    .down()
                    .withData("reason", e.getMessage())
                    .build();
        }
    }
}

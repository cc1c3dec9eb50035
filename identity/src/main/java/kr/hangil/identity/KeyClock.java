package kr.hangil.identity;

import io.quarkus.oidc.runtime.TenantConfigBean;
import io.quarkus.oidc.runtime.TenantConfigContext;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Asks Keycloak for its signing keys by a clock. By itself the framework asks at the start, and again where a token names a key that it
 * does not know; one that Keycloak shows no longer it would believe until the service is started anew.
 */
@Singleton
class KeyClock {

    private static final Logger LOG = Logger.getLogger(KeyClock.class);

    /** The framework asks for keys on behalf of a token, and then checks it; this is none, and its refusal says that keys have come. */
    private static final String NO_TOKEN = "";

    private final SigningKeys keys;
    private final TenantConfigBean tenants;
    private final IdentityKeysConfig config;
    private final Vertx vertx;
    private volatile long timer = -1;

    KeyClock(SigningKeys keys, TenantConfigBean tenants, IdentityKeysConfig config, Vertx vertx) {
        this.keys = keys;
        this.tenants = tenants;
        this.config = config;
        this.vertx = vertx;
    }

    void onStart(@Observes StartupEvent event) {
        timer = vertx.setPeriodic(config.interval().toMillis(), ignored -> look());
    }

    void onStop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }

    private void look() {
        TenantConfigContext keycloak = tenants.getDefaultTenant();
        Uni<?> asked = keycloak.ready()
                ? keycloak.provider().refreshJwksAndVerifyJwtToken(NO_TOKEN, false, false, null)
                : keycloak.initialize();
        asked.onTermination()
                .invoke(keys::settle)
                .subscribe()
                .with(ignored -> {}, failure -> LOG.debugf("%s", failure));
    }
}

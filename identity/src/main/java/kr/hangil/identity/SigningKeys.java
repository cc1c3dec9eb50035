package kr.hangil.identity;

import io.quarkus.arc.Unremovable;
import io.quarkus.oidc.OidcConfigurationMetadata;
import io.quarkus.oidc.common.OidcEndpoint;
import io.quarkus.oidc.common.OidcResponseFilter;
import io.quarkus.oidc.runtime.JsonWebKeySet;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import kr.hangil.platform.state.StateFile;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The signing keys that Keycloak showed last, seen as its answer passes by on its way to the framework, and kept on disk where there is
 * a folder for it.
 */
@Singleton
@Unremovable
@OidcEndpoint(OidcEndpoint.Type.JWKS)
public class SigningKeys implements OidcResponseFilter {

    private static final Logger LOG = Logger.getLogger(SigningKeys.class);

    static final String NAME = "signing-keys.json";

    private final Optional<StateFile> file;
    private volatile @Nullable Shown last;
    private volatile boolean changing;
    private volatile long changes;

    /**
     * What Keycloak showed.
     *
     * @param issuer who signs with the keys, as its discovery document says
     * @param keys a JSON Web Key Set (RFC 7517, section 5)
     */
    record Shown(String issuer, String keys) {

        JsonWebKeySet keySet() {
            return new JsonWebKeySet(keys);
        }

        byte[] toJson() {
            return new JsonObject()
                    .put("issuer", issuer)
                    .put("keys", keys)
                    .encode()
                    .getBytes(StandardCharsets.UTF_8);
        }

        static Shown of(byte[] json) {
            JsonObject content = new JsonObject(new String(json, StandardCharsets.UTF_8));
            Shown shown = new Shown(content.getString("issuer"), content.getString("keys"));
            shown.keySet();
            return shown;
        }
    }

    @Inject
    SigningKeys(IdentityKeysConfig config) {
        this(config.folder().map(folder -> new StateFile(folder, NAME)));
    }

    SigningKeys(Optional<StateFile> file) {
        this.file = file;
        this.last = file.filter(StateFile::exists).map(SigningKeys::read).orElse(null);
    }

    private static @Nullable Shown read(StateFile file) {
        try {
            return Shown.of(Files.readAllBytes(file.path()));
        } catch (IOException | RuntimeException e) {
            LOG.errorf("%s is damaged, it counts for nothing: %s", file.path(), e);
            return null;
        }
    }

    /**
     * How often the keys that tokens are checked with have changed. Who remembers whose token it was remembers this with it, taken before
     * the token was checked.
     */
    public long changes() {
        return changes;
    }

    /** Tokens are checked with what was shown last from here on. */
    synchronized void settle() {
        if (changing) {
            changing = false;
            changes++;
        }
    }

    /** What was shown last, by this process or the one before; null where nothing was. */
    @Nullable
    Shown last() {
        return last;
    }

    @Override
    public Uni<Void> filter(OidcResponseFilterContext answer) {
        OidcConfigurationMetadata metadata = answer.requestProperties().get(OidcConfigurationMetadata.class.getName());
        if (answer.statusCode() != 200 || metadata == null || metadata.getIssuer() == null) {
            return Uni.createFrom().voidItem();
        }
        Shown shown = new Shown(metadata.getIssuer(), answer.responseBody().toString());
        if (shown.equals(last) || !isKeySet(shown)) {
            return Uni.createFrom().voidItem();
        }
        if (last != null) {
            LOG.info("Keycloak shows other signing keys than before");
        }
        last = shown;
        changing = true;
        return file.isEmpty() ? Uni.createFrom().voidItem() : answer.runBlocking(() -> keep(shown));
    }

    /** What is none is the framework's to refuse. */
    private static boolean isKeySet(Shown shown) {
        try {
            shown.keySet();
            return true;
        } catch (RuntimeException e) {
            LOG.warnf("Keycloak's answer is no set of keys: %s", e);
            return false;
        }
    }

    private void keep(Shown shown) {
        try {
            file.orElseThrow().replace(shown.toJson());
        } catch (IOException e) {
            LOG.errorf(
                    "%s cannot be written, a restart without Keycloak would believe no token: %s",
                    file.orElseThrow().path(), e);
        }
    }
}

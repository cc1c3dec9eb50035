package kr.hangil.gateway.upstream;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import kr.hangil.gateway.snapshot.SnapshotConfig;
import kr.hangil.platform.state.StateFile;
import org.jboss.logging.Logger;

/** The last service token on disk, for a start without Keycloak. Reading and writing it block. */
@Singleton
class KeptToken {

    private static final Logger LOG = Logger.getLogger(KeptToken.class);

    static final String NAME = "service-token.json";

    private final StateFile file;
    private final ObjectMapper json;

    @Inject
    KeptToken(SnapshotConfig state, ObjectMapper json) {
        this(state.directory(), json);
    }

    KeptToken(Path folder, ObjectMapper json) {
        this.file = new StateFile(folder, NAME);
        this.json = json;
    }

    /**
     * What Keycloak gave.
     *
     * @param token a JWT
     * @param end when it stops being one, as Keycloak says
     */
    record Content(String token, Instant end) {
        /** Without the token. */
        @Override
        public String toString() {
            return "Content[until " + end + "]";
        }
    }

    /** The token that was kept last; empty where there is none that can be read. */
    Optional<Content> read() {
        if (!file.exists()) {
            return Optional.empty();
        }
        try {
            return Optional.of(json.readValue(file.path().toFile(), Content.class));
        } catch (IOException e) {
            // Not its message, which quotes what it does not understand.
            LOG.errorf("%s is damaged: %s", file.path(), e.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    void write(Content content) {
        try {
            file.replace(json.writeValueAsBytes(content));
        } catch (IOException e) {
            LOG.errorf("%s cannot be written, a restart without Keycloak would reach no pod: %s", file.path(), e);
        }
    }
}

package kr.hangil.stack.quarkus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kr.hangil.stack.keycloak.KeycloakServer;
import kr.hangil.stack.keycloak.RealmTemplates;
import kr.hangil.stack.postgres.PostgresServer;
import kr.hangil.stack.secrets.StackSecrets;

/**
 * One PostgreSQL and one Keycloak for all tests of a JVM.
 *
 * <p>Quarkus loads test resources in several class loaders, so the shared state is in system properties (ports and the
 * address, no secrets) and not in static fields. The servers end with the JVM.
 */
public final class SharedServers {

    private static final String POSTGRES_PORT = "kr.hangil.stack.shared.postgres-port";
    private static final String KEYCLOAK_URL = "kr.hangil.stack.shared.keycloak-url";

    /** One object for every class loader of the JVM. */
    private static final Object LOCK = "kr.hangil.stack.shared".intern();

    private SharedServers() {}

    /** Returns this JVM's PostgreSQL, started when it is not there yet; closing it does nothing. */
    public static PostgresServer postgres() {
        synchronized (LOCK) {
            RealmTemplates.TestTemplate template = RealmTemplates.withRealm();
            StackSecrets secrets = secrets(template);
            Integer port = Integer.getInteger(POSTGRES_PORT);
            if (port == null) {
                PostgresServer started = PostgresServer.ephemeral(template.data(), secrets);
                endWithJvm(started.process(), started.folder());
                port = started.port();
                System.setProperty(POSTGRES_PORT, port.toString());
            }
            return PostgresServer.attached(port, secrets);
        }
    }

    /** Returns this JVM's Keycloak, started when it is not there yet; closing it does nothing. */
    public static KeycloakServer keycloak() {
        synchronized (LOCK) {
            StackSecrets secrets = secrets(RealmTemplates.withRealm());
            String url = System.getProperty(KEYCLOAK_URL);
            if (url == null) {
                KeycloakServer started = KeycloakServer.ephemeral(postgres().port(), secrets);
                endWithJvm(started.process(), started.folder());
                url = started.url();
                System.setProperty(KEYCLOAK_URL, url);
            }
            return KeycloakServer.attached(url, secrets);
        }
    }

    private static StackSecrets secrets(RealmTemplates.TestTemplate template) {
        try {
            return StackSecrets.copyOf(template.secrets());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The hook uses the JDK alone: the class loader that made it may be closed by then. */
    private static void endWithJvm(Optional<ProcessHandle> process, Optional<Path> folder) {
        List<String> tidy = List.of("rm", "-rf", folder.map(Path::toString).orElseThrow());
        ProcessHandle handle = process.orElseThrow();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            handle.destroyForcibly();
                            try {
                                new ProcessBuilder(tidy).start().waitFor();
                            } catch (IOException | InterruptedException e) {
                                // The next JVM that makes such a folder sweeps this one.
                            }
                        },
                        "hangil-shared-server-end"));
    }
}

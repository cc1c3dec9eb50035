package kr.hangil.stack.keycloak;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import kr.hangil.stack.cache.Cache;
import kr.hangil.stack.postgres.PostgresServer;
import kr.hangil.stack.process.ChildProcess;
import kr.hangil.stack.process.Ports;
import kr.hangil.stack.secrets.StackSecrets;

/**
 * PostgreSQL data folders in which Keycloak's slow first steps are done already, so that a start takes seconds.
 *
 * <p>Two kinds. {@link #migrated}: Keycloak's tables and nothing in them; every stack starts from it, and no two stacks
 * share a secret. {@link #withRealm}: the realm too, with the secrets that lie beside it; for tests alone.
 */
public final class RealmTemplates {

    private static final String MIGRATED_MARK = "KC-SERVICES0050";
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private RealmTemplates() {}

    /**
     * A template for tests.
     *
     * @param data PostgreSQL data folder
     * @param secrets the secrets that are in it
     */
    public record TestTemplate(Path data, Path secrets) {}

    /** Returns a data folder with Keycloak's tables, empty; made in about half a minute when it is not there. */
    public static Path migrated() {
        String name = "keycloak-tables-" + KeycloakDistribution.VERSION;
        return Cache.once(name, RealmTemplates::migrate).resolve("data");
    }

    /** The moment Keycloak begins to fill its tables it is killed: what it had not committed is gone. */
    private static void migrate(Path folder) throws IOException {
        StackSecrets secrets = StackSecrets.inMemory();
        Path log = folder.resolve("keycloak.log");
        try (PostgresServer postgres =
                PostgresServer.over(folder.resolve("data"), null, folder.resolve("postgres.log"), secrets)) {
            KeycloakInstance instance = instance(folder.resolve("home"), postgres, secrets);
            ChildProcess keycloak = ChildProcess.start(instance.spec(log));
            try {
                keycloak.awaitReady(() -> contains(log, MIGRATED_MARK), LIMIT);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while Keycloak made its tables", e);
            } finally {
                keycloak.process().destroyForcibly();
            }
        }
        Cache.deleteTree(folder.resolve("home"));
    }

    /** Returns a template with the realm imported; made in about half a minute when it is not there. */
    public static TestTemplate withRealm() {
        Path folder = Cache.once("realm-for-tests-" + fingerprint(), RealmTemplates::importRealm);
        return new TestTemplate(folder.resolve("data"), folder.resolve("secrets.properties"));
    }

    private static void importRealm(Path folder) throws IOException {
        StackSecrets secrets = StackSecrets.in(folder.resolve("secrets.properties"));
        try (PostgresServer postgres = PostgresServer.over(
                        folder.resolve("data"), migrated(), folder.resolve("postgres.log"), secrets);
                KeycloakServer keycloak = KeycloakServer.ephemeral(postgres.port(), secrets)) {
            keycloak.token(KeycloakServer.CLI);
        }
    }

    private static KeycloakInstance instance(Path home, PostgresServer postgres, StackSecrets secrets)
            throws IOException {
        KeycloakInstance instance = new KeycloakInstance(
                home, new KeycloakInstance.Settings(Ports.free(), Ports.free(), postgres.port()), secrets);
        instance.prepare();
        return instance;
    }

    private static boolean contains(Path log, String mark) {
        return ChildProcess.tail(log, 200).stream().anyMatch(line -> line.contains(mark));
    }

    private static String fingerprint() {
        try (InputStream realm = RealmTemplates.class.getResourceAsStream("hangil-realm.json")) {
            if (realm == null) {
                throw new IllegalStateException("hangil-realm.json is not on the class path");
            }
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(KeycloakDistribution.VERSION.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(realm.readAllBytes()), 0, 8);
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

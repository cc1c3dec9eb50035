package kr.hangil.stack.keycloak;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kr.hangil.stack.cache.Cache;
import kr.hangil.stack.process.ChildProcess;
import kr.hangil.stack.process.HttpProbe;
import kr.hangil.stack.secrets.PrivateFile;
import kr.hangil.stack.secrets.StackSecrets;

/**
 * One Keycloak over one database: its own {@code conf} and {@code data}, the cached programs, the realm to import.
 *
 * <p>The realm is imported when it is not in the database yet; an existing one is left as it is.
 */
public final class KeycloakInstance {

    /** The realm of the platform. */
    public static final String REALM = "hangil";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(HANGIL_[A-Z_]+)}");

    /**
     * Where the portal may send a browser back to. Keycloak takes {@code http://localhost} without a port as any port of
     * the loopback host (RFC 8252, section 7.3), so a moved portal port needs no change in the realm.
     */
    private static final String PORTAL = "http://localhost";

    private final Path home;
    private final Settings settings;
    private final StackSecrets secrets;
    private final HttpProbe probe = new HttpProbe();

    /**
     * Where an instance listens and where its database is.
     *
     * @param port of the loopback interface, for users and services
     * @param managementPort of the loopback interface, for health and metrics
     * @param databasePort PostgreSQL's port on this machine
     */
    public record Settings(int port, int managementPort, int databasePort) {}

    /** An instance with {@code home} as its own folder, filled by {@link #prepare}. */
    public KeycloakInstance(Path home, Settings settings, StackSecrets secrets) {
        this.home = home.toAbsolutePath();
        this.settings = settings;
        this.secrets = secrets;
    }

    /** Returns the address users and services reach it at. */
    public String url() {
        return "http://localhost:" + settings.port();
    }

    /**
     * Makes the instance's folder. Unpacks and builds Keycloak first when this machine has not done so yet, which takes
     * half a minute.
     */
    public void prepare() throws IOException {
        Path program = KeycloakDistribution.home();
        Files.createDirectories(home.resolve("data").resolve("import"));
        for (String shared : List.of("lib", "providers", "themes")) {
            Path link = home.resolve(shared);
            if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                Files.delete(link);
            }
            Files.createSymbolicLink(link, program.resolve(shared));
        }
        Cache.deleteTree(home.resolve("conf"));
        Cache.copyTree(program.resolve("conf"), home.resolve("conf"));
        PrivateFile.write(home.resolve("data").resolve("import").resolve("hangil-realm.json"), realm());
    }

    private String realm() throws IOException {
        try (InputStream template = KeycloakInstance.class.getResourceAsStream("hangil-realm.json")) {
            if (template == null) {
                throw new IOException("hangil-realm.json is not on the class path");
            }
            String text = new String(template.readAllBytes(), StandardCharsets.UTF_8);
            return PLACEHOLDER.matcher(text).replaceAll(match -> Matcher.quoteReplacement(placeholder(match.group(1))));
        }
    }

    private String placeholder(String name) {
        return switch (name) {
            case "HANGIL_SECRET_GATEWAY_SERVICE" -> secrets.clientSecret("gateway-service");
            case "HANGIL_SECRET_INFERENCE_SERVICE" -> secrets.clientSecret("inference-service");
            case "HANGIL_SECRET_INFERENCE_OPERATOR" -> secrets.clientSecret("inference-operator");
            case "HANGIL_SECRET_BILLING_SERVICE" -> secrets.clientSecret("billing-service");
            case "HANGIL_SECRET_MODEL_REGISTRY_SERVICE" -> secrets.clientSecret("model-registry-service");
            case "HANGIL_SECRET_PORTAL" -> secrets.clientSecret("portal");
            case "HANGIL_SECRET_HANGIL_CLI" -> secrets.clientSecret("hangil-cli");
            case "HANGIL_DEMO_PASSWORD" -> secrets.demoPassword();
            case "HANGIL_PORTAL_URL" -> PORTAL;
            default -> throw new IllegalStateException("hangil-realm.json has an unknown placeholder " + name);
        };
    }

    /** Returns how to start the server in the foreground; {@link #prepare} comes first. */
    public ChildProcess.Spec spec(Path log) {
        List<String> command = new ArrayList<>(KeycloakDistribution.javaCommand(KeycloakDistribution.home(), home));
        command.addAll(List.of(
                "start",
                "--optimized",
                "--import-realm",
                "--db-url=jdbc:postgresql://localhost:" + settings.databasePort() + "/hangil",
                "--db-username=keycloak",
                "--db-schema=keycloak",
                "--db-pool-initial-size=1",
                "--db-pool-max-size=20",
                "--http-enabled=true",
                "--http-host=localhost",
                "--http-port=" + settings.port(),
                "--http-management-port=" + settings.managementPort(),
                "--hostname=" + url(),
                // Whoever asks elsewhere, a pod for one, is answered with addresses there; the issuer stays the one.
                "--hostname-backchannel-dynamic=true",
                "--log-level=INFO,io.smallrye.health:ERROR"));
        Map<String, String> environment = Map.of(
                "KC_DB_PASSWORD", secrets.databasePassword("keycloak"),
                "KC_BOOTSTRAP_ADMIN_USERNAME", "admin",
                "KC_BOOTSTRAP_ADMIN_PASSWORD", secrets.keycloakAdminPassword());
        return new ChildProcess.Spec("keycloak", command, environment, home, log, ChildProcess.StopSignal.TERM);
    }

    /** Returns whether it has started and serves the realm. */
    public boolean isReady() {
        return probe.answersOk("http://localhost:" + settings.managementPort() + "/health/ready")
                && probe.answersOk(url() + "/realms/" + REALM + "/.well-known/openid-configuration");
    }
}

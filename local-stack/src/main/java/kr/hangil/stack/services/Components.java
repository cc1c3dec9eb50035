package kr.hangil.stack.services;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kr.hangil.stack.keycloak.KeycloakInstance;
import kr.hangil.stack.place.StackFolder;
import kr.hangil.stack.place.StackPort;
import kr.hangil.stack.place.StackPorts;
import kr.hangil.stack.postgres.PostgresCluster;
import kr.hangil.stack.process.ChildProcess;
import kr.hangil.stack.process.HttpProbe;
import kr.hangil.stack.secrets.StackSecrets;
import kr.hangil.stack.supervise.Component;

/** Every process of one stack as the supervisor starts it. */
public final class Components {

    /** Names of all components; the stack is stopped from the last to the first. */
    public static final List<String> ORDER =
            List.of("postgres", "keycloak", "registry", "billing", "inference", "gateway", "portal");

    private static final Duration SERVICE_START_LIMIT = Duration.ofMinutes(3);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);

    private final StackFolder folder;
    private final StackPorts ports;
    private final StackSecrets secrets;
    private final HttpProbe probe = new HttpProbe();

    /** The components of the stack in {@code folder}. */
    public Components(StackFolder folder, StackPorts ports, StackSecrets secrets) {
        this.folder = folder;
        this.ports = ports;
        this.secrets = secrets;
    }

    /** Returns the database's data folder. */
    public PostgresCluster cluster() {
        return new PostgresCluster(
                folder.data("postgres").resolve("data"),
                ports.of(StackPort.POSTGRES),
                secrets,
                PostgresCluster.Durability.DURABLE);
    }

    /** PostgreSQL, with every role and schema made before it counts as ready. */
    public Component postgres() {
        PostgresCluster cluster = cluster();
        return new Component(
                "postgres",
                () -> cluster.spec(folder.log("postgres")),
                () -> provisioned(cluster),
                Duration.ofMinutes(2),
                STOP_PATIENCE);
    }

    private static boolean provisioned(PostgresCluster cluster) {
        if (!cluster.isReady()) {
            return false;
        }
        try {
            cluster.provision();
            return true;
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL runs but cannot be set up: " + e.getMessage(), e);
        }
    }

    /** Keycloak over that PostgreSQL. */
    public Component keycloak() {
        KeycloakInstance instance = new KeycloakInstance(
                folder.data("keycloak"),
                new KeycloakInstance.Settings(
                        ports.of(StackPort.KEYCLOAK),
                        ports.of(StackPort.KEYCLOAK_MANAGEMENT),
                        ports.of(StackPort.POSTGRES)),
                secrets);
        return new Component(
                "keycloak",
                () -> {
                    instance.prepare();
                    return instance.spec(folder.log("keycloak"));
                },
                instance::isReady,
                Duration.ofMinutes(5),
                STOP_PATIENCE);
    }

    /**
     * One of the platform's services, run from what its module's build made.
     *
     * @param engine path of llama-server for the demo pod; empty for the others
     */
    public Component service(Service service, String engine) {
        Path jar = jar(folder, service);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(service.jvmOptions());
        command.add("-Dfile.encoding=UTF-8");
        command.add("-Dstdout.encoding=UTF-8");
        command.add("-Dstderr.encoding=UTF-8");
        command.add("-jar");
        command.add(jar.toString());
        Map<String, String> environment = environment(service, engine);
        String health = ports.url(service.managementPort()) + "/q/health/ready";
        return new Component(
                service.label(),
                () -> new ChildProcess.Spec(
                        service.label(),
                        command,
                        environment,
                        folder.root(),
                        folder.log(service.label()),
                        ChildProcess.StopSignal.TERM),
                () -> probe.answersOk(health),
                SERVICE_START_LIMIT,
                STOP_PATIENCE);
    }

    /** Returns the program a service's build makes. */
    public static Path jar(StackFolder folder, Service service) {
        return folder.root()
                .resolve(service.module())
                .resolve("target")
                .resolve("quarkus-app")
                .resolve("quarkus-run.jar");
    }

    Map<String, String> environment(Service service, String engine) {
        Map<String, String> environment = new HashMap<>();
        for (Service each : Service.values()) {
            environment.put(each.port().variable(), Integer.toString(ports.of(each.port())));
            environment.put(each.managementPort().variable(), Integer.toString(ports.of(each.managementPort())));
            environment.put("HANGIL_" + each.name() + "_URL", ports.url(each.port()));
        }
        environment.put("HANGIL_KEYCLOAK_URL", ports.url(StackPort.KEYCLOAK));
        environment.put("HANGIL_REGION", System.getenv().getOrDefault("HANGIL_REGION", "kr-ulsan"));
        environment.put("HANGIL_CLIENT_SECRET", secrets.clientSecret(service.module()));
        // Nothing of a demo stack is reachable from another machine.
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        String role = service.role();
        if (role != null) {
            environment.put("HANGIL_DB_HOST", "localhost");
            environment.put("HANGIL_DB_PORT", Integer.toString(ports.of(StackPort.POSTGRES)));
            environment.put("HANGIL_DB_PASSWORD", secrets.databasePassword(role));
        }
        switch (service) {
            case REGISTRY ->
                environment.put("HANGIL_REGISTRY_FILES", folder.data("registry").toString());
            case INFERENCE -> {
                environment.put("HANGIL_WEIGHTS_CACHE", folder.data("weights").toString());
                environment.put("HANGIL_ENGINE_PATH", engine);
            }
            case GATEWAY -> {
                environment.put("HANGIL_GATEWAY_STATE", folder.data("gateway").toString());
                environment.put("HANGIL_API_KEY_PEPPER", secrets.apiKeyPepper());
            }
            case PORTAL -> environment.put("HANGIL_PORTAL_SESSION_KEY", secrets.get("portal.session-key"));
            case BILLING -> {
                environment.put(
                        "HANGIL_BILLING_TAX_FOLDER", folder.data("tax-invoices").toString());
                environment.putAll(demoSupplier());
            }
        }
        return environment;
    }

    /** Who supplies on a demo stack: nobody that exists, with numbers whose check digits hold. */
    private static Map<String, String> demoSupplier() {
        return Map.of(
                "HANGIL_BILLING_SUPPLIER_REGISTRATION_NUMBER", "123-45-67891",
                "HANGIL_BILLING_SUPPLIER_NAME", "한길 데모 주식회사",
                "HANGIL_BILLING_SUPPLIER_REPRESENTATIVE", "김한길",
                "HANGIL_BILLING_SUPPLIER_ADDRESS", "울산광역시 남구 삼산로 1",
                "HANGIL_BILLING_SUPPLIER_BUSINESS_TYPE", "정보통신업",
                "HANGIL_BILLING_SUPPLIER_BUSINESS_ITEM", "인공지능 모델 서비스",
                "HANGIL_BILLING_SUPPLIER_EMAIL", "tax@hangil.example");
    }

    /** Returns the modules whose program is not there. */
    public static List<String> missing(StackFolder folder, List<Service> services) {
        return services.stream()
                .filter(service -> !Files.isRegularFile(jar(folder, service)))
                .map(Service::module)
                .toList();
    }
}

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kr.hangil.stack.postgres.PostgresCluster;
import kr.hangil.stack.process.ChildProcess;
import kr.hangil.stack.process.Ports;
import kr.hangil.stack.secrets.StackSecrets;

/** Billing as the stack starts it, with a PostgreSQL of its own that forces every commit to disk. */
final class Billing implements AutoCloseable {

    /** Of one tick of {@code /proc/<pid>/stat}, which Linux fixes for user space. */
    private static final double SECONDS_A_TICK = 0.01;

    private static final Path DEPLOYED = Path.of("k8s/components/postgresql/cluster.yaml");
    private static final Pattern PARAMETERS = Pattern.compile("(?m)^    parameters:\\R((?:      \\w+: .+\\R)+)");

    private final StackSecrets secrets = StackSecrets.inMemory();
    private final PostgresCluster cluster;
    private final ChildProcess postgres;
    private final Process process;
    private final int port = Ports.free();
    private final int management = Ports.free();
    private final String token;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Billing(Path folder, Issuer issuer, Path app, List<String> options) throws Exception {
        cluster = new PostgresCluster(folder.resolve("data"), Ports.free(), secrets, PostgresCluster.Durability.DURABLE);
        cluster.initialise(null);
        postgres = ChildProcess.start(deployed(cluster.spec(folder.resolve("postgres.log"))));
        postgres.awaitReady(cluster::isReady, Duration.ofMinutes(1));
        cluster.provision();
        token = issuer.token();
        process = start(folder, issuer, app, options);
        awaitReady(folder);
    }

    /** With the parameters that a deployed one has; the local stack's are for a laptop. */
    private static ChildProcess.Spec deployed(ChildProcess.Spec spec) throws IOException {
        Matcher parameters = PARAMETERS.matcher(Files.readString(DEPLOYED));
        if (!parameters.find()) {
            throw new IOException("no parameters in " + DEPLOYED);
        }
        List<String> command = new ArrayList<>(spec.command());
        parameters.group(1).lines().forEach(line -> command.addAll(List.of("-c", line.strip().replace(": ", "="))));
        return new ChildProcess.Spec(spec.name(), command, spec.environment(), spec.folder(), spec.log(), spec.stopSignal());
    }

    private Process start(Path folder, Issuer issuer, Path app, List<String> options) throws IOException {
        // As its image starts it, with the collector of the local stack.
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms32m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
        line.addAll(options);
        line.addAll(List.of("-jar", app.resolve("quarkus-run.jar").toString()));
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("billing.log").toFile());
        builder.environment().putAll(Map.of(
                "HANGIL_BILLING_PORT", String.valueOf(port),
                "HANGIL_BILLING_MANAGEMENT_PORT", String.valueOf(management),
                "HANGIL_DB_PORT", String.valueOf(cluster.port()),
                "HANGIL_DB_PASSWORD", secrets.databasePassword("billing"),
                "HANGIL_CLIENT_SECRET", secrets.clientSecret("billing-service"),
                "HANGIL_KEYCLOAK_URL", issuer.url(),
                "HANGIL_GATEWAY_URL", issuer.url()));
        builder.environment().putAll(Map.of(
                "HANGIL_BILLING_SUPPLIER_REGISTRATION_NUMBER", "123-45-67891",
                "HANGIL_BILLING_SUPPLIER_NAME", "한길 주식회사",
                "HANGIL_BILLING_SUPPLIER_REPRESENTATIVE", "김한길",
                "HANGIL_BILLING_SUPPLIER_ADDRESS", "울산광역시 남구 삼산로 1",
                "HANGIL_BILLING_SUPPLIER_BUSINESS_TYPE", "정보통신업",
                "HANGIL_BILLING_SUPPLIER_BUSINESS_ITEM", "인공지능 모델 서비스",
                "HANGIL_BILLING_SUPPLIER_EMAIL", "tax@hangil.example",
                "HANGIL_BILLING_TAX_FOLDER", folder.resolve("tax").toString()));
        return builder.start();
    }

    private void awaitReady(Path folder) throws IOException, InterruptedException {
        HttpRequest ready = HttpRequest.newBuilder(URI.create("http://localhost:" + management + "/q/health/ready")).build();
        while (true) {
            if (!process.isAlive()) {
                throw new IOException("billing has ended; see " + folder.resolve("billing.log"));
            }
            try {
                if (http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // It does not listen yet.
            }
            Thread.sleep(50);
        }
    }

    /** The answer's body. */
    String call(String method, String path, String type, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("authorization", "Bearer " + token)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (body.length > 0) {
            request.header("content-type", type);
        }
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(method + " " + path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://localhost:" + cluster.port() + "/hangil?currentSchema=billing",
                "billing", secrets.databasePassword("billing"));
    }

    /**
     * Leaves the database's log as it is once a database is in use: of files that are written over. A new one fills each of them
     * with zeros first, which is as much again as it writes.
     */
    void fillLog() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:postgresql://localhost:" + cluster.port() + "/postgres",
                        "postgres", secrets.databasePassword("postgres"));
                Statement sql = connection.createStatement();
                ResultSet files = sql.executeQuery("""
                        SELECT setting::bigint * 1024 * 1024 / pg_size_bytes(current_setting('wal_segment_size'))
                        FROM pg_settings WHERE name = 'max_wal_size'""")) {
            files.next();
            for (long file = files.getLong(1); file > 0; file--) {
                try (Statement next = connection.createStatement()) {
                    next.execute("SELECT pg_logical_emit_message(false, 'bench', '')");
                    next.execute("SELECT pg_switch_wal()");
                }
            }
            sql.execute("CHECKPOINT");
        }
    }

    /** Most memory that was resident at once so far, in MiB. */
    double peakMib() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        throw new IOException("no VmHWM");
    }

    double cpuSeconds() {
        return cpuSeconds(process.toHandle());
    }

    /** Of that, what its compilers used. */
    double compilerSeconds() throws IOException {
        double sum = 0;
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
            for (Path task : tasks.toList()) {
                if (Files.readString(task.resolve("comm")).matches("C[12] Compiler.*\\n")) {
                    String stat = Files.readString(task.resolve("stat"));
                    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                    sum += (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * SECONDS_A_TICK;
                }
            }
        }
        return sum;
    }

    /** Of all processes of the database that still run. */
    double databaseCpuSeconds() {
        return Stream.concat(Stream.of(postgres.process().toHandle()), postgres.process().descendants())
                .mapToDouble(Billing::cpuSeconds)
                .sum();
    }

    static double cpuSeconds(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
        postgres.close();
    }
}

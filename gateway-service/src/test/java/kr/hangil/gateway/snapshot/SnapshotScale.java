package kr.hangil.gateway.snapshot;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kr.hangil.gateway.GatewayProcess;
import kr.hangil.stack.postgres.PostgresServer;
import kr.hangil.stack.process.Ports;

/**
 * What 100,000 keys cost a packaged gateway: heap, and the longest answer of a request that is decided in memory, while
 * nothing happens, while all keys come, while one changes and while all are read again. Every figure beside the quiet
 * one, since the instruments share the machine.
 *
 * <p>A program, not a test: {@code java -cp <test class path> kr.hangil.gateway.snapshot.SnapshotScale [keys]} in the
 * module's folder, after {@code package}.
 */
public final class SnapshotScale {

    private static final Pattern USED = Pattern.compile("(?:DefNew|Tenured)\\s+total \\d+K, used (\\d+)K");
    private static final Pattern VERSION = Pattern.compile("hangil_snapshot_version(?:\\{.*})? ([0-9.E]+)");

    private final PostgresServer postgres;
    private final GatewayProcess gateway;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private SnapshotScale(PostgresServer postgres, GatewayProcess gateway) {
        this.postgres = postgres;
        this.gateway = gateway;
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        int keys = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        Path folder = Files.createTempDirectory("snapshot-scale");
        try (PostgresServer postgres = PostgresServer.ephemeral()) {
            Map<String, String> environment = Map.of(
                    "HANGIL_DB_HOST",
                    postgres.host(),
                    "HANGIL_DB_PORT",
                    Integer.toString(postgres.port()),
                    "HANGIL_DB_PASSWORD",
                    postgres.password("gateway"),
                    "HANGIL_KEYCLOAK_URL",
                    "http://localhost:" + Ports.free(),
                    "HANGIL_BILLING_URL",
                    "http://localhost:" + Ports.free(),
                    "HANGIL_CLIENT_SECRET",
                    "none",
                    "HANGIL_API_KEY_PEPPER",
                    "pepper-of-the-benchmark-0123456789abcdef");
            try (GatewayProcess gateway =
                    GatewayProcess.start(folder, environment).ready()) {
                new SnapshotScale(postgres, gateway).run(keys);
            }
        }
    }

    private void run(int keys) throws Exception {
        probe(5_000, 0);
        figure("snapshot_quiet_max_answer", probe(10_000, 0), "ms");
        double before = heap();
        write(
                "INSERT INTO tenant (id, name, created_at) SELECT 'tenant-' || i, 'x', now() FROM generate_series(1, 1000) i");
        long start = System.nanoTime();
        long loaded = write("INSERT INTO api_key (id, tenant, name, hash, models, created_at, created_by_issuer,"
                + " created_by_subject, created_by, requests_per_minute) SELECT 'k' || lpad(i::text, 11, '0'),"
                + " 'tenant-' || (1 + i % 1000), 'x', encode(sha256(i::text::bytea), 'hex'), '{}', now(), 'i', 's', 'b',"
                + " 60 * (1 + i % 5) FROM generate_series(1, " + keys + ") i");
        figure("snapshot_load_max_answer", probe(60_000, loaded), "ms");
        figure("snapshot_load_seconds", (System.nanoTime() - start) / 1e9, "s");
        figure("snapshot_keys_heap", heap() - before, "MiB");
        for (int i = 1; i <= 3; i++) {
            long changed = System.nanoTime();
            long version = write("UPDATE api_key SET revoked_at = now() WHERE id = 'k0000000000" + i + "'");
            figure("snapshot_change_max_answer", probe(30_000, version), "ms");
            figure("snapshot_change_seconds", (System.nanoTime() - changed) / 1e9, "s");
        }
        long whole = write("DELETE FROM api_key WHERE id = 'k00000000009'");
        figure("snapshot_reload_max_answer", probe(60_000, whole), "ms");
        figure("snapshot_heap_after", heap() - before, "MiB");
    }

    private long write(String sql) throws SQLException {
        try (Connection connection = postgres.connect("gateway");
                Statement statement = connection.createStatement()) {
            statement.execute("SET search_path = gateway");
            statement.execute(sql);
            try (ResultSet version = statement.executeQuery("SELECT version FROM snapshot_version")) {
                version.next();
                return version.getLong(1);
            }
        }
    }

    /** Longest answer, in milliseconds, until the gateway is at {@code version} or {@code millis} are over. */
    private double probe(long millis, long version) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/models"))
                .timeout(Duration.ofSeconds(30))
                .build();
        long end = System.nanoTime() + millis * 1_000_000;
        List<Long> answers = new ArrayList<>();
        int count = 0;
        while (System.nanoTime() < end && (version == 0 || count++ % 100 != 0 || seen() < version)) {
            long sent = System.nanoTime();
            http.send(request, HttpResponse.BodyHandlers.discarding());
            answers.add(System.nanoTime() - sent);
        }
        return answers.stream().mapToLong(Long::longValue).max().orElse(0) / 1e6;
    }

    private long seen() {
        Matcher found = VERSION.matcher(gateway.metrics());
        return found.find() ? (long) Double.parseDouble(found.group(1)) : 0;
    }

    /** Live heap in MiB, after a collection. */
    private double heap() throws Exception {
        jcmd("GC.run");
        Matcher used = USED.matcher(jcmd("GC.heap_info"));
        long kibibytes = 0;
        while (used.find()) {
            kibibytes += Long.parseLong(used.group(1));
        }
        return kibibytes / 1024.0;
    }

    private String jcmd(String command) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(gateway.process().pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        process.waitFor();
        return out;
    }

    private static void figure(String name, double value, String unit) {
        System.out.printf(Locale.ROOT, "figure %s %.1f %s%n", name, value, unit);
    }
}

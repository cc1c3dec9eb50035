import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.postgresql.PGConnection;

/**
 * How fast usage gets in, beside a bare {@code COPY} of the same rows into equal tables, and of the events alone; how long an acknowledgement takes at
 * 10,000 new events a second; what a month of ten million events takes to bill and to ask for; and whether every event that was
 * acknowledged was rated.
 *
 * <p>{@code run.sh [--quick] [--only=ingest] [--seconds=<of ingest>] [--gateways=<n>] [--month=<events>] [--app=<folder>]
 * [--java-option=<option>]...}. Ends with one line per figure.
 */
public class BillingBenchmark {

    private static final String JSON = "application/json";
    private static final int PACED_EVENTS_PER_SECOND = 10_000;
    private static final Pattern OK = Pattern.compile("\"ok\":true,\"events\":(\\d+),\"charges\":(\\d+)");
    private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");

    private final List<String> figures = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private Path app = Path.of("billing-service/target/quarkus-app");
    private int seconds = 300;
    private int gateways = 4;
    private long month = 10_000_000;
    private boolean ingestAlone;

    public static void main(String[] args) throws Exception {
        new BillingBenchmark().run(args);
    }

    private void run(String[] args) throws Exception {
        for (String arg : args) {
            read(arg);
        }
        Path folder = Files.createTempDirectory("hangil-bench-");
        say("logs are in %s, load average %s", folder, load());
        try (Issuer issuer = new Issuer();
                Billing billing = new Billing(folder, issuer, app, options)) {
            String prices = String.join(",", IntStream.range(0, Gateway.MODELS)
                    .boxed()
                    .flatMap(model -> Stream.of(price(model, "prompt", "150"), price(model, "completion", "600.5")))
                    .toList());
            billing.call("POST", "/v1/price-books", JSON,
                    utf8("{\"name\":\"bench\",\"currency\":\"KRW\",\"vat\":\"EXCLUSIVE\",\"prices\":[" + prices + "]}"));
            warmUp(billing);
            billing.fillLog();
            List<Gateway> senders = new ArrayList<>(ingest(billing));
            if (!ingestAlone) {
                senders.addAll(ingestAtAPace(billing));
                check(billing, senders);
                bill(billing);
            }
            figure("rss %.0f MiB", billing.peakMib());
        } finally {
            deleteData(folder);
        }
        say("load average %s", load());
        figures.forEach(System.out::println);
    }

    private void bill(Billing billing) throws Exception {
        if (month > 0) {
            seed(billing);
            invoice(billing);
            ask(billing);
        }
    }

    private void read(String arg) {
        String value = arg.substring(arg.indexOf('=') + 1);
        if (arg.equals("--quick")) {
            seconds = 30;
            month = 500_000;
            say("quick: 30 s of ingest in place of 300, a month of 500,000 events in place of 10,000,000");
        } else if (arg.equals("--only=ingest")) {
            ingestAlone = true;
        } else if (arg.startsWith("--seconds=")) {
            seconds = Integer.parseInt(value);
        } else if (arg.startsWith("--gateways=")) {
            gateways = Integer.parseInt(value);
        } else if (arg.startsWith("--month=")) {
            month = Long.parseLong(value);
        } else if (arg.startsWith("--app=")) {
            app = Path.of(value);
        } else if (arg.startsWith("--java-option=")) {
            options.add(value);
        } else {
            throw new IllegalArgumentException("unknown argument " + arg
                    + "; there are --quick, --only=ingest, --seconds, --gateways, --month, --app and --java-option");
        }
    }

    /** Until the compilers have little left to do, at least 20 s and 90 s at most. */
    private void warmUp(Billing billing) throws Exception {
        say("warming up");
        for (int round = 0; round < 9; round++) {
            double cpu = billing.cpuSeconds();
            double compilers = billing.compilerSeconds();
            ingest(billing, "warm-" + round, 10, 0);
            if (round > 0 && billing.compilerSeconds() - compilers < 0.05 * (billing.cpuSeconds() - cpu)) {
                return;
            }
        }
        say("not warm after 90 s: the figures have the compilers in them");
    }

    private static String price(int model, String meter, String amount) {
        return "{\"model\":\"bench-%d\",\"meter\":\"%s\",\"per\":1000000,\"amount\":\"%s\",\"from\":\"2026-01-01T00:00:00+09:00\",\"to\":null}"
                .formatted(model, meter, amount);
    }

    private List<Gateway> ingest(Billing billing, String prefix, int forSeconds, long pace) throws Exception {
        long until = System.nanoTime() + forSeconds * 1_000_000_000L;
        List<Gateway> senders =
                IntStream.range(0, gateways).mapToObj(i -> new Gateway(billing, prefix + "-" + i, until, pace)).toList();
        List<Thread> threads = senders.stream().map(Thread.ofPlatform()::start).toList();
        for (Thread thread : threads) {
            thread.join();
        }
        for (Gateway sender : senders) {
            if (sender.failure != null) {
                throw sender.failure;
            }
            if (sender.others > 0) {
                throw new IllegalStateException(sender.others + " events were neither accepted nor duplicates");
            }
        }
        return senders;
    }

    private List<Gateway> ingest(Billing billing) throws Exception {
        double[] before = cpuSeconds(billing);
        double compilers = billing.compilerSeconds();
        long start = System.nanoTime();
        List<Gateway> senders = ingest(billing, "gw", seconds, 0);
        double[] after = cpuSeconds(billing);
        double took = (System.nanoTime() - start) / 1e9;
        double compiling = billing.compilerSeconds() - compilers;
        long accepted = senders.stream().mapToLong(sender -> sender.accepted).sum();
        long delivered = accepted + senders.stream().mapToLong(sender -> sender.duplicates).sum();
        double rate = accepted / took;
        say("%d events delivered in %.1f s, %d of them new: %.0f and %.0f a second", delivered, took, accepted, delivered / took, rate);
        double[] each = IntStream.range(0, after.length).mapToDouble(i -> (after[i] - before[i]) / accepted * 1e6).toArray();
        say("a new event took billing %.1f us of CPU (compilers %.1f), PostgreSQL %.1f, and this instrument %.1f", each[0],
                compiling / accepted * 1e6, each[1], each[2]);
        Map<String, Double> copied = copy(billing, accepted);
        double all = copied.values().stream().mapToDouble(Double::doubleValue).sum();
        figure("ingest_events_per_second %.0f 1/s ratio %.3f of copy", rate, all / took);
        figure("ingest_of_event_rows_alone %.3f of copy", copied.get("usage_event") / took);
        say("acknowledged as fast as they come after p50 %.1f, p99 %.1f ms", acknowledged(senders, 50), acknowledged(senders, 99));
        return senders;
    }

    /** Of billing, its PostgreSQL and this process, so far. */
    private static double[] cpuSeconds(Billing billing) {
        return new double[] {
            billing.cpuSeconds(), billing.databaseCpuSeconds(), Billing.cpuSeconds(ProcessHandle.current())
        };
    }

    /** A third as long, at the rate that is asked of billing: an acknowledgement's time is no time in a queue of our making. */
    private List<Gateway> ingestAtAPace(Billing billing) throws Exception {
        int fresh = Gateway.BATCH - Gateway.AGAIN;
        List<Gateway> senders = ingest(billing, "gw-paced", Math.max(20, seconds / 3),
                1_000_000_000L * gateways * fresh / PACED_EVENTS_PER_SECOND);
        say("acknowledged at %d new events a second after p50 %.1f, p99 %.1f ms", PACED_EVENTS_PER_SECOND,
                acknowledged(senders, 50), acknowledged(senders, 99));
        figure("ack_p99 %.1f ms", acknowledged(senders, 99));
        return senders;
    }

    private static double acknowledged(List<Gateway> senders, int percent) {
        return percentile(senders.stream()
                .flatMap(sender -> sender.acknowledged.stream())
                .mapToDouble(Double::doubleValue)
                .toArray(), percent);
    }

    /**
     * Seconds that a bare {@code COPY} takes for the rows that were booked of each table, into one with the same indexes, by one
     * connection.
     */
    private Map<String, Double> copy(Billing billing, long events) throws Exception {
        Map<String, Double> took = new LinkedHashMap<>();
        String booked = "SELECT e.seq FROM usage_event e WHERE e.source LIKE '%/gw-%'";
        for (String table : List.of("usage_event", "usage_identity", "charge")) {
            Path file = Files.createTempFile("hangil-bench-", ".copy");
            try (Connection from = billing.connect();
                    Connection to = billing.connect();
                    Statement sql = to.createStatement()) {
                try (var bytes = Files.newOutputStream(file)) {
                    from.unwrap(PGConnection.class).getCopyAPI().copyOut(
                            "COPY (SELECT * FROM %s WHERE seq IN (%s) ORDER BY seq) TO STDOUT".formatted(table, booked), bytes);
                }
                sql.execute("CREATE TABLE copied (LIKE %s INCLUDING ALL)".formatted(table));
                try (var bytes = Files.newInputStream(file)) {
                    long start = System.nanoTime();
                    long rows = to.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY copied FROM STDIN", bytes, 1 << 20);
                    took.put(table, (System.nanoTime() - start) / 1e9);
                    if (rows < events) {
                        throw new IllegalStateException(events + " were acknowledged, " + table + " has " + rows);
                    }
                    say("COPY of %s: %d rows in %.1f s", table, rows, took.get(table));
                } finally {
                    sql.execute("DROP TABLE copied");
                }
            } finally {
                Files.delete(file);
            }
        }
        return took;
    }

    /** Every event is there, every token of it charged, and billing itself finds no difference. */
    private void check(Billing billing, List<Gateway> senders) throws Exception {
        long sent = senders.stream().mapToLong(sender -> sender.promptTokens).sum();
        try (Connection connection = billing.connect()) {
            long stored = number(connection,
                    "SELECT sum(prompt_tokens + completion_tokens) FROM usage_event WHERE source LIKE '%/gw-%'");
            long rated = number(connection, "SELECT sum(c.quantity) FROM charge c JOIN usage_event e USING (event_time, seq)"
                    + " WHERE e.source LIKE '%/gw-%'");
            long prompt = number(connection, "SELECT sum(prompt_tokens) FROM usage_event WHERE source LIKE '%/gw-%'");
            if (stored != rated || prompt != sent) {
                throw new IllegalStateException("sent %d prompt tokens, stored %d; stored %d tokens, rated %d"
                        .formatted(sent, prompt, stored, rated));
            }
            say("%d tokens stored, as many rated", stored);
        }
        long start = System.nanoTime();
        String report = billing.call("GET", "/v1/verification", JSON, new byte[0]);
        Matcher ok = OK.matcher(report);
        if (!ok.find()) {
            throw new IllegalStateException("verification: " + report);
        }
        say("verification: no difference in %s events and %s charges, %.1f s", ok.group(1), ok.group(2),
                (System.nanoTime() - start) / 1e9);
    }

    /** A month of one tenant, made of sets in the database: fingerprints are not those of real events. */
    private void seed(Billing billing) throws Exception {
        say("seeding a month of %d events by SQL", month);
        long start = System.nanoTime();
        YearMonth before = lastMonth();
        try (Connection connection = billing.connect();
                Statement sql = connection.createStatement()) {
            sql.execute("SET synchronous_commit = off");
            sql.execute("SELECT open_month('" + before.atDay(1) + "')");
            double step = before.lengthOfMonth() * 86_400.0 / month;
            long part = 500_000;
            for (long from = 0; from < month; from += part) {
                long to = Math.min(month, from + part) - 1;
                sql.execute(SEED.formatted(from, to, before.atDay(1), step));
            }
            for (String table : List.of("usage_rollup", "charge_total", "spend_total")) {
                sql.execute("INSERT INTO %1$s SELECT * FROM %1$s_derived WHERE tenant = 'bench-month'".formatted(table));
            }
            sql.execute("ANALYZE");
        }
        say("seeded in %.0f s", (System.nanoTime() - start) / 1e9);
    }

    private static final String SEED = """
            WITH given AS (
                SELECT 'req_' || g AS request, ('%3$s'::timestamp AT TIME ZONE 'Asia/Seoul') + g * %4$s * interval '1 second' AS at,
                    20 + g %% 1000 AS prompt, 10 + g %% 300 AS completion, 'bench-' || g %% 3 AS model, g %% 20 AS key
                FROM generate_series(%1$d, %2$d) g
            ), booked AS (
                INSERT INTO usage_identity (tenant, source, event_id, content_hash, event_time)
                SELECT 'bench-month', 'seed', request || ':1:tokens', sha256(request::bytea), at FROM given
                RETURNING seq, event_id
            ), event AS (
                INSERT INTO usage_event
                SELECT b.seq, g.at, 'bench-month', 'seed', b.event_id, g.request, 'p' || g.key / 5, 'key_' || g.key, NULL, 'chat',
                    g.model, NULL, 'd1', 'r1', CASE WHEN g.key < 15 THEN 'kr-ulsan' ELSE 'kr-seoul' END, g.prompt, 0,
                    g.completion, 0, 'COMPLETED', false, g.at, 80, 1200
                FROM given g JOIN booked b ON b.event_id = g.request || ':1:tokens'
                RETURNING seq, event_time, model, prompt_tokens, completion_tokens
            )
            INSERT INTO charge (event_time, seq, meter, price_id, quantity, amount)
            SELECT e.event_time, e.seq, p.meter, p.id, q.quantity, q.quantity * p.amount / p.per
            FROM event e JOIN price p ON p.model = e.model
            CROSS JOIN LATERAL (SELECT CASE p.meter WHEN 'prompt' THEN e.prompt_tokens ELSE e.completion_tokens END AS quantity) q
            """;

    private void invoice(Billing billing) throws Exception {
        billing.call("PUT", "/v1/tenants/bench-month/billing-profile", JSON, utf8("""
                {"registrationNumber":"120-81-47521","name":"나래소프트 주식회사","representative":"이하늘",
                "address":"서울특별시 마포구 양화로 1","businessType":"정보통신업","businessItem":"소프트웨어 개발",
                "email":"bill@narae.example"}"""));
        long start = System.nanoTime();
        try {
            String draft = billing.call("POST", "/v1/invoices", JSON,
                    utf8("{\"tenant\":\"bench-month\",\"month\":\"" + lastMonth() + "\"}"));
            Matcher id = ID.matcher(draft);
            if (!id.find()) {
                throw new IllegalStateException("a draft without an id: " + draft);
            }
            billing.call("POST", "/v1/invoices/" + id.group(1) + "/finalise", JSON, new byte[0]);
            double took = (System.nanoTime() - start) / 1e9;
            say("invoice of %d events: %.2f s", month, took);
            figure("invoice_10m_events %.2f s", took);
        } catch (IOException e) {
            say("invoice of %d events: not made after %.1f s: %s", month, (System.nanoTime() - start) / 1e9, e.getMessage());
            figure("invoice_10m_events NaN s");
        }
    }

    private void ask(Billing billing) throws Exception {
        ZoneId seoul = ZoneId.of("Asia/Seoul");
        String path = "/v1/tenants/bench-month/usage?bucket=1d&group_by=model,key&from="
                + lastMonth().atDay(1).atStartOfDay(seoul).toInstant() + "&to="
                + lastMonth().plusMonths(1).atDay(1).atStartOfDay(seoul).toInstant();
        int turns = month > 1_000_000 ? 300 : 150;
        double[] took = new double[turns];
        // A third more comes before, for the compiler.
        for (int i = -turns / 3; i < turns; i++) {
            long start = System.nanoTime();
            billing.call("GET", path, JSON, new byte[0]);
            if (i >= 0) {
                took[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        say("usage of the month by day, model and key: p50 %.1f, p99 %.1f ms", percentile(took, 50), percentile(took, 99));
        figure("usage_query_p99 %.1f ms", percentile(took, 99));
    }

    private static YearMonth lastMonth() {
        return YearMonth.now(ZoneId.of("Asia/Seoul")).minusMonths(1);
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static double percentile(double[] values, int percent) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }

    private static void deleteData(Path folder) throws Exception {
        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String load() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).trim();
    }

    private void figure(String format, Object... values) {
        figures.add("figure " + String.format(Locale.ROOT, format, values));
    }

    private static void say(String format, Object... values) {
        System.err.println("bench: " + String.format(Locale.ROOT, format, values));
    }
}

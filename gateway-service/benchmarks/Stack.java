import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the benchmark makes in a running stack through its APIs: a tenant with limits and a hard budget, a key of its own, a route
 * to the stub and a price for it. Taken back at the end, but for the tenant and what it spent: a ledger forgets nothing.
 */
final class Stack implements AutoCloseable {

    private static final Pattern BUDGET = Pattern.compile("\"id\"\\s*:\\s*\"?([^\",}]+)");
    private static final String TENANT = "bench";
    private static final Pattern TOKEN = field("access_token");
    private static final Pattern SUPERVISOR = Pattern.compile("\"supervisor\"\\s*:\\s*\\{\\s*\"pid\"\\s*:\\s*(\\d+)");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, String> demo = new HashMap<>();
    private final Properties secrets = new Properties();
    private final String model = "bench-" + Long.toString(System.currentTimeMillis(), 36);
    private final String gateway;
    private final String billing;
    private final ProcessHandle supervisor;
    private final List<String> made = new ArrayList<>();

    Stack() throws IOException {
        String moved = System.getenv("HANGIL_HOME");
        Path home = Path.of(moved == null || moved.isEmpty() ? ".hangil" : moved);
        if (!Files.exists(home.resolve("demo.env"))) {
            throw new IOException("no stack in " + home + ": ./hangil up --detach first");
        }
        for (String line : Files.readAllLines(home.resolve("demo.env"))) {
            String[] entry = line.replaceFirst("^export ", "").split("=", 2);
            if (entry.length == 2) {
                demo.put(entry[0], entry[1].replaceAll("^'|'$", ""));
            }
        }
        try (Reader reader = Files.newBufferedReader(home.resolve("secrets.properties"))) {
            secrets.load(reader);
        }
        String state = Files.readString(home.resolve("state.json"));
        supervisor = ProcessHandle.of(Long.parseLong(first(SUPERVISOR, state)))
                .orElseThrow(() -> new IOException("no stack is running: ./hangil up --detach first"));
        gateway = demo.get("HANGIL_GATEWAY_URL");
        billing = demo.get("HANGIL_BILLING_URL");
    }

    /** The served name of the stub. */
    String model() {
        return model;
    }

    /** The process that all others of the stack are children of. */
    ProcessHandle supervisor() {
        return supervisor;
    }

    /** Environment of one more gateway beside the stack's own. */
    Map<String, String> gatewayEnvironment() {
        return Map.of(
                "HANGIL_DB_HOST", "localhost",
                "HANGIL_DB_PORT", System.getenv().getOrDefault("HANGIL_POSTGRES_PORT", "5442"),
                "HANGIL_DB_PASSWORD", secrets.getProperty("database.gateway"),
                "HANGIL_CLIENT_SECRET", secrets.getProperty("client.gateway-service"),
                "HANGIL_API_KEY_PEPPER", secrets.getProperty("gateway.pepper"),
                "HANGIL_KEYCLOAK_URL", demo.get("HANGIL_KEYCLOAK_URL"),
                "HANGIL_BILLING_URL", billing,
                "HANGIL_REGISTRY_URL", demo.get("HANGIL_REGISTRY_URL"));
    }

    /** Makes everything and returns the key. */
    String prepare(int stubPort) throws IOException, InterruptedException {
        String token = token();
        call(token, "POST", gateway + "/manage/v1/tenants", "{\"id\":\"" + TENANT + "\",\"name\":\"Benchmark\"}");
        String limits = "{\"requestsPerMinute\":100000000,\"tokensPerMinute\":100000000000,\"concurrency\":100000}";
        String policy = gateway + "/manage/v1/tenants/" + TENANT + "/policy";
        String tag = send(token, "GET", policy, null, Map.of()).headers().firstValue("etag").orElse("*");
        require(send(token, "PUT", policy, "{\"limits\":" + limits + "}", Map.of("If-Match", tag)));
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        StringBuilder prices = new StringBuilder();
        for (String meter : List.of("prompt", "cached_prompt", "completion")) {
            prices.append(prices.isEmpty() ? "" : ",").append("{\"model\":\"" + model + "\",\"meter\":\"" + meter
                    + "\",\"per\":1000000,\"amount\":\"1\",\"from\":\"" + now.minusSeconds(60) + "\",\"to\":\""
                    + now.plusSeconds(7200) + "\"}");
        }
        call(token, "POST", billing + "/v1/price-books",
                "{\"name\":\"" + model + "\",\"currency\":\"KRW\",\"vat\":\"EXCLUSIVE\",\"prices\":[" + prices + "]}");
        String budgets = billing + "/v1/tenants/" + TENANT + "/budgets";
        // Those of a run that was killed.
        Matcher left = BUDGET.matcher(call(token, "GET", budgets, null));
        while (left.find()) {
            call(token, "DELETE", budgets + "/" + left.group(1), null);
        }
        String budget = call(token, "POST", budgets,
                "{\"scope\":\"tenant\",\"period\":\"month\",\"limitWon\":1000000000,\"hard\":true}");
        made.add(budgets + "/" + first(BUDGET, budget));
        call(token, "PUT", gateway + "/manage/v1/routes/" + model,
                "{\"capabilities\":[\"chat\"],\"deployments\":[{\"name\":\"bench\",\"region\":\""
                        + System.getenv().getOrDefault("HANGIL_REGION", "kr-ulsan")
                        + "\",\"replicas\":[{\"name\":\"stub\",\"url\":\"http://localhost:" + stubPort + "\"}]}]}");
        made.add(gateway + "/manage/v1/routes/" + model);
        String keys = gateway + "/manage/v1/tenants/" + TENANT + "/keys";
        String key = call(token, "POST", keys, "{\"name\":\"" + model + "\",\"limits\":" + limits + "}");
        made.add(keys + "/" + first(field("id"), key));
        return first(field("key"), key);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        String token = token();
        for (String address : made.reversed()) {
            call(token, "DELETE", address, null);
        }
        http.close();
    }

    private String token() throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(demo.get("HANGIL_KEYCLOAK_URL") + "/realms/hangil/protocol/openid-connect/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials&client_id=hangil-cli&client_secret="
                                + URLEncoder.encode(secrets.getProperty("client.hangil-cli"), StandardCharsets.UTF_8)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return first(TOKEN, require(answer));
    }

    private String call(String token, String method, String address, String body) throws IOException, InterruptedException {
        return require(send(token, method, address, body, Map.of()));
    }

    private HttpResponse<String> send(String token, String method, String address, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String require(HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(answer.request().method() + " " + answer.uri() + " answered " + answer.statusCode() + " "
                    + answer.body());
        }
        return answer.body();
    }

    private static Pattern field(String name) {
        return Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]+)\"");
    }

    private static String first(Pattern pattern, String text) throws IOException {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw new IOException("no " + pattern + " in " + text);
        }
        return found.group(1);
    }
}

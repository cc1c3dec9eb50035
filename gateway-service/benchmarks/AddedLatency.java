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
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the gateway adds to a call: the same one-token request, once straight to the pod and once through the gateway, in turns, on
 * one connection each.
 *
 * <p>{@code java gateway-service/benchmarks/AddedLatency.java [pairs] [warm-up pairs]} beside a running stack; {@code HANGIL_HOME} as
 * for {@code ./hangil}. Ends with one line per figure.
 */
public class AddedLatency {

    private static final Pattern TOKEN = Pattern.compile("\"access_token\":\"([^\"]+)\"");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, String> demo = new HashMap<>();

    public static void main(String[] args) throws Exception {
        int pairs = args.length > 0 ? Integer.parseInt(args[0]) : 2_000;
        int warmUp = args.length > 1 ? Integer.parseInt(args[1]) : 2_000;
        new AddedLatency().run(pairs, warmUp);
    }

    private void run(int pairs, int warmUp) throws IOException, InterruptedException {
        String moved = System.getenv("HANGIL_HOME");
        Path home = Path.of(moved == null ? ".hangil" : moved);
        for (String line : Files.readAllLines(home.resolve("demo.env"))) {
            String[] entry = line.replaceFirst("^export ", "").split("=", 2);
            if (entry.length == 2) {
                demo.put(entry[0], entry[1].replaceAll("^['\"]|['\"]$", ""));
            }
        }
        HttpRequest direct = chat(demo.get("HANGIL_INFERENCE_URL") + "/v1", podToken(home));
        HttpRequest through = chat(demo.get("OPENAI_BASE_URL"), demo.get("OPENAI_API_KEY"));
        double[] directMillis = new double[pairs];
        double[] throughMillis = new double[pairs];
        for (int i = -warmUp; i < pairs; i++) {
            double a = millis(direct);
            double b = millis(through);
            if (i >= 0) {
                directMillis[i] = a;
                throughMillis[i] = b;
            }
        }
        Arrays.sort(directMillis);
        Arrays.sort(throughMillis);
        for (int percentile : new int[] {50, 99}) {
            double base = at(directMillis, percentile);
            double whole = at(throughMillis, percentile);
            System.out.printf("figure direct_latency_p%d %.3f ms%n", percentile, base);
            System.out.printf(
                    "figure added_latency_p%d %.3f ms ratio %.2f of direct%n", percentile, whole - base, whole / base);
        }
    }

    private static double at(double[] sorted, int percentile) {
        return sorted[Math.min(sorted.length - 1, sorted.length * percentile / 100)];
    }

    private double millis(HttpRequest request) throws IOException, InterruptedException {
        long start = System.nanoTime();
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException(response.statusCode() + " " + new String(response.body(), StandardCharsets.UTF_8));
        }
        return (System.nanoTime() - start) / 1e6;
    }

    private HttpRequest chat(String base, String bearer) {
        return HttpRequest.newBuilder(URI.create(base + "/chat/completions"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + bearer)
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"" + demo.get("HANGIL_MODEL")
                        + "\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"안녕하세요\"}]}"))
                .build();
    }

    private String podToken(Path home) throws IOException, InterruptedException {
        Properties secrets = new Properties();
        try (Reader reader = Files.newBufferedReader(home.resolve("secrets.properties"))) {
            secrets.load(reader);
        }
        String secret = secrets.getProperty("client.hangil-cli");
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(demo.get("HANGIL_KEYCLOAK_URL") + "/realms/hangil/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials&client_id=hangil-cli&client_secret="
                        + URLEncoder.encode(secret, StandardCharsets.UTF_8)))
                .build();
        Matcher token = TOKEN.matcher(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        if (!token.find()) {
            throw new IOException("Keycloak gave no token");
        }
        return token.group(1);
    }
}

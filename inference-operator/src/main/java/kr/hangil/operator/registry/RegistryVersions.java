package kr.hangil.operator.registry;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.registry.ModelVersion;
import kr.hangil.operator.desired.ModelArtifact;

/**
 * Asks the registry over HTTP and believes an answer for a while. What was found once stays what it was while the registry
 * cannot be asked; a digest never means anything else and is asked for once.
 */
public final class RegistryVersions implements Versions {

    private final URI registry;
    private final Supplier<String> token;
    private final Duration ttl;
    private final Duration limit;
    private final Clock clock;
    private final HttpClient http;
    private final ObjectMapper json = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    private record Answer(Lookup lookup, Instant at) {}

    /**
     * @param registry base address
     * @param token a bearer token for it
     * @param ttl how long an answer about an alias is believed
     * @param limit longest wait for an answer
     */
    public RegistryVersions(URI registry, Supplier<String> token, Duration ttl, Duration limit, Clock clock) {
        this.registry = registry;
        this.token = token;
        this.ttl = ttl;
        this.limit = limit;
        this.clock = clock;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(limit)
                .build();
    }

    @Override
    public Lookup find(String model, String version) {
        String key = model + "@" + version;
        Answer known = answers.get(key);
        if (known != null && isFresh(known, version)) {
            return known.lookup();
        }
        Lookup fresh = ask(model, version);
        if (fresh instanceof Unknown && known != null && known.lookup() instanceof Found) {
            return known.lookup();
        }
        answers.put(key, new Answer(fresh, clock.instant()));
        return fresh;
    }

    private boolean isFresh(Answer known, String version) {
        return (known.lookup() instanceof Found && Digest.isDigest(version))
                || clock.instant().isBefore(known.at().plus(ttl));
    }

    private Lookup ask(String model, String version) {
        String what = model + "@" + version;
        try {
            int slash = model.indexOf('/');
            URI address = URI.create(strip(registry) + "/v1/models/" + encode(model.substring(0, slash)) + "/"
                    + encode(model.substring(slash + 1)) + "/versions/" + encode(version));
            HttpRequest request = HttpRequest.newBuilder(address)
                    .timeout(limit)
                    .header("authorization", "Bearer " + token.get())
                    .build();
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return switch (response.statusCode()) {
                case 200 -> found(json.readValue(response.body(), ModelVersion.class));
                case 400, 404, 410 -> new Absent("the registry has no " + what);
                default -> new Unknown("the registry answered " + response.statusCode() + " for " + what);
            };
        } catch (IOException e) {
            return new Unknown("the registry at " + registry + " cannot be asked: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Unknown("stopped while the registry was asked");
        } catch (RuntimeException e) {
            return new Unknown("what the registry says of " + what + " cannot be read: " + e.getMessage());
        }
    }

    private static Lookup found(ModelVersion version) {
        return new Found(ModelArtifact.of(version.digest(), version.manifest()));
    }

    private static String strip(URI address) {
        String text = address.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%3A", ":");
    }
}

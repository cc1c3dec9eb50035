package kr.hangil.operator.registry;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.registry.ModelVersion;
import kr.hangil.operator.desired.ModelArtifact;
import kr.hangil.operator.http.BearerToken;
import kr.hangil.operator.http.JsonGet;

/**
 * Asks the registry over HTTP and believes an answer for a while. What was found once stays what it was while the registry
 * cannot be asked; a digest never means anything else and is asked for once.
 */
public final class RegistryVersions implements Versions {

    private final URI registry;
    private final Duration ttl;
    private final Clock clock;
    private final JsonGet http;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    private record Answer(Lookup lookup, Instant at) {}

    /**
     * @param registry base address
     * @param token a bearer token for it
     * @param ttl how long an answer about an alias is believed
     * @param limit longest wait for an answer
     */
    public RegistryVersions(URI registry, BearerToken token, Duration ttl, Duration limit, Clock clock) {
        this.registry = registry;
        this.ttl = ttl;
        this.clock = clock;
        this.http = new JsonGet(token, limit);
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
        int slash = model.indexOf('/');
        URI address = JsonGet.under(
                registry,
                "/v1/models/" + encode(model.substring(0, slash)) + "/" + encode(model.substring(slash + 1))
                        + "/versions/" + encode(version));
        try {
            JsonGet.Answer answer = http.authorized(address).join();
            return switch (answer.status()) {
                case 200 -> found(answer.json().as(ModelVersion.class));
                case 400, 404, 410 -> new Absent("the registry has no " + what);
                default -> new Unknown("the registry answered " + answer.status() + " for " + what);
            };
        } catch (CompletionException e) {
            return new Unknown("the registry at " + registry + " cannot be asked: " + e.getCause());
        } catch (IOException | RuntimeException e) {
            return new Unknown("what the registry says of " + what + " cannot be read: " + e.getMessage());
        }
    }

    private static Lookup found(ModelVersion version) {
        return new Found(ModelArtifact.of(version.digest(), version.manifest()));
    }

    private static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%3A", ":");
    }
}

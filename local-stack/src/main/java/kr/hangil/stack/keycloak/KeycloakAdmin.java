package kr.hangil.stack.keycloak;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/** Keycloak's own administrator, at work on the platform's realm. */
final class KeycloakAdmin {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String url;
    private final Supplier<String> token;
    private final HttpClient http;

    /** @param token of the administrator */
    KeycloakAdmin(String url, Supplier<String> token, HttpClient http) {
        this.url = url;
        this.token = token;
        this.http = http;
    }

    /**
     * Makes something in the realm.
     *
     * @param collection below the realm, {@code /components} for one
     * @return the path of what was made, below the realm
     * @throws IllegalStateException when Keycloak refuses; the message has its reason
     */
    String create(String collection, Map<String, ?> content) {
        try {
            HttpResponse<String> made = send(to(collection)
                    .header("content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(content))));
            String location = made.headers().firstValue("location").orElseThrow();
            return collection + location.substring(location.lastIndexOf('/'));
        } catch (IOException e) {
            throw new IllegalStateException("Keycloak at " + url + " made nothing", e);
        }
    }

    /** Takes away what {@link #create} made. */
    void delete(String path) {
        try {
            send(to(path).DELETE());
        } catch (IOException e) {
            throw new IllegalStateException("Keycloak at " + url + " took nothing away", e);
        }
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(url + "/admin/realms/" + KeycloakInstance.REALM + path))
                .timeout(LIMIT)
                .header("authorization", "Bearer " + token.get());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException("Keycloak refused: " + answer.statusCode() + " " + answer.body());
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking Keycloak", e);
        }
    }
}

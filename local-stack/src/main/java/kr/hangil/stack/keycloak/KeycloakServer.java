package kr.hangil.stack.keycloak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import kr.hangil.stack.cache.Cache;
import kr.hangil.stack.process.ChildProcess;
import kr.hangil.stack.process.OwnedFolder;
import kr.hangil.stack.process.Ports;
import kr.hangil.stack.secrets.StackSecrets;
import org.jspecify.annotations.Nullable;

/** A running Keycloak with realm {@code hangil}: two tenants, their users, one client per service. */
public final class KeycloakServer implements AutoCloseable {

    /** The client for people and scripts: password grant for users, client credentials with every platform role. */
    public static final String CLI = "hangil-cli";

    private static final Duration READY_LIMIT = Duration.ofMinutes(3);
    private static final Duration TOKEN_LIMIT = Duration.ofSeconds(20);
    private static final List<String> USER_SCOPES = List.of("openid", "profile", "email", "organization");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String url;
    private final StackSecrets secrets;
    private final @Nullable ChildProcess process;
    private final @Nullable Path folder;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private KeycloakServer(String url, StackSecrets secrets, @Nullable ChildProcess process, @Nullable Path folder) {
        this.url = url;
        this.secrets = secrets;
        this.process = process;
        this.folder = folder;
    }

    /**
     * Starts a server on free ports; its files are deleted on {@link #close}.
     *
     * @param databasePort a PostgreSQL on this machine whose {@code keycloak} role has the password in {@code secrets}
     * @throws IllegalStateException when it does not come up
     */
    public static KeycloakServer ephemeral(int databasePort, StackSecrets secrets) {
        ChildProcess process = null;
        try {
            Path folder = OwnedFolder.create("keycloak");
            KeycloakInstance instance = new KeycloakInstance(
                    folder.resolve("home"),
                    new KeycloakInstance.Settings(Ports.free(), Ports.free(), databasePort),
                    secrets);
            instance.prepare();
            process = ChildProcess.start(instance.spec(folder.resolve("keycloak.log")));
            process.awaitReady(instance::isReady, READY_LIMIT);
            return new KeycloakServer(instance.url(), secrets, process, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            process.close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Keycloak started", e);
        } catch (IllegalStateException e) {
            if (process != null) {
                process.close();
            }
            throw e;
        }
    }

    /** Returns a view of a server that runs already and that somebody else stops. */
    public static KeycloakServer attached(String url, StackSecrets secrets) {
        return new KeycloakServer(url, secrets, null, null);
    }

    /** Returns the server's address, without the realm. */
    public String url() {
        return url;
    }

    /** Returns the issuer in its tokens. */
    public String issuer() {
        return url + "/realms/" + KeycloakInstance.REALM;
    }

    /** Returns the secret of one of the realm's clients. */
    public String clientSecret(String clientId) {
        return secrets.clientSecret(clientId);
    }

    /** Returns the password of every demo user. */
    public String demoPassword() {
        return secrets.demoPassword();
    }

    /**
     * Gets a client's own token by client credentials.
     *
     * @param clientId a client with a service account
     * @return an access token for the client itself
     * @throws IllegalStateException when Keycloak refuses; the message has its reason
     */
    public String token(String clientId) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        form.put("client_id", clientId);
        form.put("client_secret", clientSecret(clientId));
        return accessToken(KeycloakInstance.REALM, form);
    }

    /**
     * Gets a user's token by password.
     *
     * @param username one of the demo users' e-mail addresses
     * @param scopes asked for; without any: openid, profile, email and organization
     * @return an access token for the user, through client {@code hangil-cli}
     * @throws IllegalStateException when Keycloak refuses; the message has its reason
     */
    public String userToken(String username, String... scopes) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "password");
        form.put("client_id", CLI);
        form.put("client_secret", clientSecret(CLI));
        form.put("username", username);
        form.put("password", demoPassword());
        form.put("scope", String.join(" ", scopes.length == 0 ? USER_SCOPES : List.of(scopes)));
        return accessToken(KeycloakInstance.REALM, form);
    }

    /** Of Keycloak's own administrator. */
    private String adminToken() {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "password");
        form.put("client_id", "admin-cli");
        form.put("username", "admin");
        form.put("password", secrets.keycloakAdminPassword());
        return accessToken("master", form);
    }

    private String accessToken(String realm, Map<String, String> form) {
        String body = form.entrySet().stream()
                .map(e -> encode(e.getKey()) + "=" + encode(e.getValue()))
                .collect(Collectors.joining("&"));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(url + "/realms/" + realm + "/protocol/openid-connect/token"))
                .timeout(TOKEN_LIMIT)
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            JsonNode answer = JSON.readTree(response.body());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(
                        "Keycloak refused a token: " + response.statusCode() + " " + answer.path("error_description"));
            }
            return answer.path("access_token").asText();
        } catch (IOException e) {
            throw new IllegalStateException("Keycloak at " + url + " gave no token", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking Keycloak for a token", e);
        }
    }

    /**
     * Has the realm sign with a new key from now on, as an operator does who changes keys; the others stay good.
     *
     * @return withdraws the key when it is closed
     */
    public SigningKey newSigningKey() {
        return SigningKey.make(new KeycloakAdmin(url, this::adminToken, http));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Returns the folder of its files; empty for one that does not own them. */
    public Optional<Path> folder() {
        return Optional.ofNullable(folder);
    }

    /** Returns the server process; empty for an attached one. */
    public Optional<ProcessHandle> process() {
        return Optional.ofNullable(process).map(ChildProcess::process).map(Process::toHandle);
    }

    /** Stops the server and deletes its files. An attached one is left alone. */
    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
        if (folder != null) {
            try {
                Cache.deleteTree(folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

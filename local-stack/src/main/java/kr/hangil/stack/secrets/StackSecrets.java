package kr.hangil.stack.secrets;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of one stack by name. A secret that is asked for the first time is made: 192 random bits, URL-safe.
 *
 * <p>Kept in one file that only its owner may read (mode 0600), or only in memory. Never in logs: {@link #toString()}
 * tells the names alone. Thread-safe.
 */
public final class StackSecrets {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SECRET_BYTES = 24;

    private final @Nullable Path file;
    private final Properties values = new Properties();

    private StackSecrets(@Nullable Path file) {
        this.file = file;
    }

    /** Returns secrets that live as long as this object. */
    public static StackSecrets inMemory() {
        return new StackSecrets(null);
    }

    /**
     * Secrets that are kept in a file.
     *
     * @param file read when it exists, written at every new secret
     * @throws IOException when the file exists and cannot be read
     */
    public static StackSecrets in(Path file) throws IOException {
        StackSecrets secrets = new StackSecrets(file);
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                secrets.values.load(reader);
            }
        }
        return secrets;
    }

    /** Returns the secrets in {@code file}, kept in memory only from then on. */
    public static StackSecrets copyOf(Path file) throws IOException {
        StackSecrets copy = inMemory();
        copy.values.putAll(in(file).values);
        return copy;
    }

    /** Returns the password of a PostgreSQL role; the superuser's for {@code postgres}. */
    public String databasePassword(String role) {
        return get("database." + role);
    }

    /** Returns the secret of a Keycloak client. */
    public String clientSecret(String clientId) {
        return get("client." + clientId);
    }

    /** Returns the password of Keycloak's own administrator, {@code admin} in the master realm. */
    public String keycloakAdminPassword() {
        return get("keycloak.admin");
    }

    /** Returns the password of every demo user. */
    public String demoPassword() {
        return get("demo.password");
    }

    /** Returns the pepper of the gateway's API-key digests. */
    public String apiKeyPepper() {
        return get("gateway.pepper");
    }

    /** Returns the secret called {@code name}, made and kept when there is none. */
    public synchronized String get(String name) {
        String value = values.getProperty(name);
        if (value == null) {
            byte[] bytes = new byte[SECRET_BYTES];
            RANDOM.nextBytes(bytes);
            value = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            values.setProperty(name, value);
            if (file != null) {
                store(file);
            }
        }
        return value;
    }

    private void store(Path target) {
        StringWriter text = new StringWriter();
        values.stringPropertyNames().stream()
                .sorted()
                .forEach(name -> text.append(name)
                        .append('=')
                        .append(values.getProperty(name))
                        .append('\n'));
        try {
            PrivateFile.write(target, text.toString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot write " + target, e);
        }
    }

    @Override
    public synchronized String toString() {
        return "StackSecrets" + values.stringPropertyNames();
    }
}

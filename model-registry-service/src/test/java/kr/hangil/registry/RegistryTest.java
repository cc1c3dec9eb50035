package kr.hangil.registry;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import kr.hangil.registry.file.FileStoreConfig;
import kr.hangil.stack.keycloak.KeycloakServer;
import kr.hangil.stack.postgres.PostgresServer;
import kr.hangil.stack.quarkus.KeycloakResource;
import kr.hangil.stack.quarkus.PostgresResource;

/** The running service with its database and identity provider; each test makes a model of its own. */
@WithTestResource(
        value = PostgresResource.class,
        scope = TestResourceScope.GLOBAL,
        initArgs = @ResourceArg(name = "role", value = "registry"))
@WithTestResource(
        value = KeycloakResource.class,
        scope = TestResourceScope.GLOBAL,
        initArgs = @ResourceArg(name = "client", value = "model-registry-service"))
@SuppressWarnings("NullAway.Init") // the framework fills the fields
public abstract class RegistryTest {

    @TestHTTPResource
    protected URI address;

    protected KeycloakServer keycloak;
    protected PostgresServer postgres;

    @jakarta.inject.Inject
    protected FileStoreConfig files;

    protected final RegistryDriver publisher() {
        return as(keycloak.token(KeycloakServer.CLI));
    }

    /** A caller with this token, or with none when it is empty. */
    protected final RegistryDriver as(String token) {
        String text = address.toString();
        return new RegistryDriver(URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text), token);
    }

    /** {@code size} bytes that no other test has. */
    protected static byte[] randomBytes(int size) {
        byte[] bytes = new byte[size];
        new Random().nextBytes(bytes);
        return bytes;
    }

    protected final Path storedFile(String digest) {
        String hex = digest.substring("sha256:".length());
        return files.folder().resolve("sha256").resolve(hex.substring(0, 2)).resolve(hex);
    }

    /** How many files are being received, or were left so. */
    protected final long incoming() throws java.io.IOException {
        try (Stream<Path> list = Files.list(files.folder().resolve("incoming"))) {
            return list.filter(path -> path.toString().endsWith(".part")).count();
        }
    }
}

package kr.hangil.inference.weights;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Only what a trusted key signed is served. The signatures are those of the command {@code model_signing sign key} (PyPI
 * {@code model-signing} 1.1.1) over the version that {@link RunningRegistry} publishes: {@code signer} has a key on P-256, {@code
 * other} one on P-384.
 */
@QuarkusTest
class SignedWeightsTest extends RunningRegistry {

    private static final String SIGNATURE = "model.sig";

    @TempDir
    Path keys;

    @ParameterizedTest
    @CsvSource({"signer.pem, model.sig", "other.pem, other.sig"})
    void shouldServeWhatATrustedKeySigned(String key, String signature) throws Exception {
        trust(key);
        publish(Map.of(SIGNATURE, resource(signature)));

        LoadedModel model = prepare();

        assertThat(model.weights()).hasBinaryContent(bytes);
    }

    @Test
    void shouldRefuseBeforeItPullsWhatNobodySigned() throws Exception {
        trust("signer.pem");
        publish(Map.of());

        assertThatThrownBy(this::prepare)
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("there is none, and only signed versions are served here")
                .hasMessageContaining("refused");
        assertThat(downloads()).isZero();
    }

    @Test
    void shouldRefuseWhatAnotherSigned() throws Exception {
        trust("other.pem");
        publish(Map.of(SIGNATURE, resource("model.sig")));

        assertThatThrownBy(this::prepare).hasMessageContaining("no trusted key made it");
        assertThat(downloads()).isZero();
    }

    @Test
    void shouldRefuseAStatementThatWasChangedAfterItWasSigned() throws Exception {
        trust("signer.pem");
        String bundle = new String(resource("model.sig"), UTF_8);
        String payload = bundle.replaceAll("(?s).*\"payload\":\"([^\"]+)\".*", "$1");
        String changed = new String(Base64.getDecoder().decode(payload), UTF_8).replace("README.md", "readme.md");
        publish(Map.of(
                SIGNATURE,
                bundle.replace(payload, Base64.getEncoder().encodeToString(changed.getBytes(UTF_8)))
                        .getBytes(UTF_8)));

        assertThatThrownBy(this::prepare).hasMessageContaining("no trusted key made it");
    }

    @Test
    void shouldNameTheFileWhoseContentIsAnother() throws Exception {
        trust("signer.pem");
        publish(Map.of(SIGNATURE, resource("model.sig"), "README.md", "others' words".getBytes(UTF_8)));

        assertThatThrownBy(this::prepare).hasMessageContaining("it names another content of file README.md");
    }

    @Test
    void shouldNameAFileThatIsNotSigned() throws Exception {
        trust("signer.pem");
        publish(Map.of(SIGNATURE, resource("model.sig"), "config.json", "{}".getBytes(UTF_8)));

        assertThatThrownBy(this::prepare).hasMessageContaining("it does not name file config.json");
    }

    @Test
    void shouldNameASignedFileThatIsMissing() throws Exception {
        trust("signer.pem");
        digest = registry.publish("prod", Map.of(FILE, bytes, SIGNATURE, resource("model.sig")));

        assertThatThrownBy(this::prepare).hasMessageContaining("it names file README.md, which the version lacks");
    }

    @Test
    void shouldRefuseASignatureThatIsNone() throws Exception {
        trust("signer.pem");
        publish(Map.of(SIGNATURE, "{\"dsseEnvelope\": 7}".getBytes(UTF_8)));

        assertThatThrownBy(this::prepare).hasMessageContaining("it is no sigstore bundle");
    }

    @Test
    void shouldRefuseEverythingWhileThereIsNoKey() throws Exception {
        publish(Map.of(SIGNATURE, resource("model.sig")));

        assertThatThrownBy(this::prepare).hasMessageContaining("there is no trusted key");
    }

    @Test
    void shouldNameAKeyThatIsNone() throws Exception {
        Files.writeString(keys.resolve("torn.pem"), "-----BEGIN PUBLIC KEY-----\nMFkw");
        publish(Map.of(SIGNATURE, resource("model.sig")));

        assertThatThrownBy(this::prepare)
                .hasMessageContaining("torn.pem")
                .hasMessageContaining("is not a public key in PEM");
    }

    private LoadedModel prepare() throws WeightsException, InterruptedException {
        return service(Optional.empty(), Optional.of(keys)).prepare(PROD);
    }

    private void trust(String key) throws IOException {
        Files.write(keys.resolve(key), resource(key));
    }

    /** What is published anyway, with {@code others} instead and beside it. */
    private void publish(Map<String, byte[]> others) {
        Map<String, byte[]> files = new HashMap<>(Map.of(FILE, bytes, "README.md", new byte[0]));
        files.putAll(others);
        digest = registry.publish("prod", files);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = requireNonNull(SignedWeightsTest.class.getResourceAsStream("signed/" + name))) {
            return in.readAllBytes();
        }
    }
}

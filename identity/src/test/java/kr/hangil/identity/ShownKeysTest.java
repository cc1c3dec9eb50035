package kr.hangil.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.oidc.OidcConfigurationMetadata;
import io.quarkus.oidc.common.OidcRequestContextProperties;
import io.quarkus.oidc.common.OidcResponseFilter.OidcResponseFilterContext;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.MultiMap;
import io.vertx.mutiny.core.buffer.Buffer;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

/** What Keycloak may answer. */
class ShownKeysTest {

    private static final String ISSUER = "https://id.example/realms/hangil";

    private final SigningKeys keys = new SigningKeys(Optional.empty());

    private static String keySet() throws JoseException {
        RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
        key.setKeyId("a");
        return new JsonWebKeySet(key).toJson(OutputControlLevel.PUBLIC_ONLY);
    }

    private void shown(int status, String body) {
        OidcConfigurationMetadata metadata = new OidcConfigurationMetadata(new JsonObject().put("issuer", ISSUER));
        keys.filter(new OidcResponseFilterContext(
                        new OidcRequestContextProperties(Map.of(OidcConfigurationMetadata.class.getName(), metadata)),
                        status,
                        MultiMap.caseInsensitiveMultiMap(),
                        Buffer.buffer(body)))
                .await()
                .indefinitely();
    }

    @Test
    void shouldCountAChangeOnceTokensAreCheckedWithIt() throws JoseException {
        shown(200, keySet());
        assertThat(keys.changes()).isZero();

        keys.settle();
        keys.settle();

        assertThat(keys.changes()).isEqualTo(1);
    }

    @Test
    void shouldCountAChangeThatWasTakenBackBeforeTheClockSawIt() throws JoseException {
        String before = keySet();
        shown(200, before);
        keys.settle();

        shown(200, keySet());
        shown(200, before);
        keys.settle();

        assertThat(keys.changes()).isEqualTo(2);
    }

    @Test
    void shouldCountTheSameKeysForNoChange() throws JoseException {
        String same = keySet();
        shown(200, same);
        keys.settle();

        shown(200, same);
        keys.settle();

        assertThat(keys.changes()).isEqualTo(1);
    }

    @Test
    void shouldGoOnWithTheKeysThereWereWhenTheAnswerIsNone() throws JoseException {
        String before = keySet();
        shown(200, before);

        shown(503, keySet());
        shown(200, "<html>being repaired</html>");
        shown(200, "{}");

        assertThat(keys.last()).isEqualTo(new SigningKeys.Shown(ISSUER, before));
    }
}

package kr.hangil.portal.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionCipherTest {

    private static final StoredTokens TOKENS = new StoredTokens("eyJ.id", "eyJ.access", "eyJ.refresh", 900L, null);

    private final SessionCipher cipher = cipher("a key of more than thirty-two characters");

    @Test
    void shouldReadWhatItWroteWhenIdIsTheSame() {
        SessionId id = SessionId.random();

        byte[] stored = cipher.encrypt(id, TOKENS);

        assertThat(cipher.decrypt(SessionId.parse(id.cookie()).orElseThrow(), stored))
                .contains(TOKENS);
    }

    @Test
    void shouldReadNothingWhenIdKeyOrContentDiffers() {
        SessionId id = SessionId.random();
        byte[] stored = cipher.encrypt(id, TOKENS);

        assertThat(cipher.decrypt(SessionId.random(), stored)).isEmpty();
        assertThat(cipher("another key of more than thirty-two characters").decrypt(id, stored))
                .isEmpty();
        for (int i = 0; i < stored.length; i += 7) {
            byte[] changed = stored.clone();
            changed[i] ^= 1;
            assertThat(cipher.decrypt(id, changed)).isEmpty();
        }
        assertThat(cipher.decrypt(id, new byte[3])).isEmpty();
    }

    @Test
    void shouldNeverWriteTheSameBytesTwice() {
        SessionId id = SessionId.random();

        assertThat(cipher.encrypt(id, TOKENS)).isNotEqualTo(cipher.encrypt(id, TOKENS));
    }

    @Test
    void shouldRefuseToStartWhenKeyIsMissingShortOrDull() {
        assertThat(new SessionKeyCheck(config(null)).findings())
                .singleElement()
                .asString()
                .contains("HANGIL_PORTAL_SESSION_KEY");
        assertThat(new SessionKeyCheck(config("short")).findings()).hasSize(1);
        assertThat(new SessionKeyCheck(config("a".repeat(40))).findings()).hasSize(1);
        assertThat(new SessionKeyCheck(config("k3y of 32 characters, at random!!")).findings())
                .isEmpty();
    }

    @Test
    void shouldHideSecretsWhenPrinted() {
        SessionId id = SessionId.random();

        assertThat(id.toString()).doesNotContain(id.cookie());
        assertThat(TOKENS.toString()).doesNotContain("eyJ");
    }

    private static SessionCipher cipher(String key) {
        return new SessionCipher(config(key), new ObjectMapper());
    }

    private static SessionConfig config(@org.jspecify.annotations.Nullable String key) {
        return new SessionConfig() {
            @Override
            public Optional<String> key() {
                return Optional.ofNullable(key);
            }

            @Override
            public Duration idle() {
                return Duration.ofHours(10);
            }

            @Override
            public Duration handover() {
                return Duration.ofSeconds(30);
            }
        };
    }
}

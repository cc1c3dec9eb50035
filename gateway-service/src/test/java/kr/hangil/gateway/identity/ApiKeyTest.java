package kr.hangil.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class ApiKeyTest {

    private static final SecureRandom RANDOM = new SecureRandom();

    @RepeatedTest(200)
    void shouldReadBackWhatItMinted() {
        ApiKey key = ApiKey.mint(RANDOM);

        assertThat(key.reveal()).matches("hgl_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}").hasSize(66);
        assertThat(ApiKey.parse(key.reveal())).map(ApiKey::id).contains(key.id());
    }

    @Test
    void shouldNoticeEveryWrongCharacter() {
        String key = ApiKey.mint(RANDOM).reveal();

        Set<Integer> missed = new HashSet<>();
        for (int i = 0; i < key.length(); i++) {
            char wrong = key.charAt(i) == 'A' ? 'B' : 'A';
            if (ApiKey.parse(key.substring(0, i) + wrong + key.substring(i + 1)).isPresent()) {
                missed.add(i);
            }
        }

        assertThat(missed).isEmpty();
    }

    @Test
    void shouldRefuseKeysThatAreCutOrExtended() {
        String key = ApiKey.mint(RANDOM).reveal();

        assertThat(ApiKey.parse(key.substring(1))).isEmpty();
        assertThat(ApiKey.parse(key.substring(0, key.length() - 1))).isEmpty();
        assertThat(ApiKey.parse(key + "0")).isEmpty();
        assertThat(ApiKey.parse(key + "\n")).isEmpty();
        assertThat(ApiKey.parse("")).isEmpty();
    }

    @Test
    void shouldKeepTheSecretOutOfItsText() {
        ApiKey key = ApiKey.mint(RANDOM);
        String secret = key.reveal().substring(17);

        assertThat(key.toString()).contains(key.id()).doesNotContain(secret);
        assertThat(new Credential.Key(key.reveal()).toString()).doesNotContain(key.id());
        assertThat(new Credential.Token("a.b.c").toString()).doesNotContain("a.b.c");
    }
}

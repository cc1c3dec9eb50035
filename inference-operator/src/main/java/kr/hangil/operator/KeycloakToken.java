package kr.hangil.operator;

import io.quarkus.oidc.client.OidcClient;
import io.quarkus.oidc.client.runtime.TokensHelper;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import kr.hangil.operator.http.BearerToken;

/** A token by client credentials, kept until it expires or somebody refuses it. */
final class KeycloakToken implements BearerToken {

    private final TokensHelper tokens = new TokensHelper();
    private final AtomicBoolean refused = new AtomicBoolean();
    private final OidcClient client;
    private final Duration limit;

    KeycloakToken(OidcClient client, Duration limit) {
        this.client = client;
        this.limit = limit;
    }

    @Override
    public String current() {
        return tokens.getTokens(client, Map.of(), refused.getAndSet(false))
                .await()
                .atMost(limit)
                .getAccessToken();
    }

    @Override
    public void refused() {
        refused.set(true);
    }
}

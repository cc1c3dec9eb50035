package kr.hangil.portal.session;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.quarkus.oidc.AuthorizationCodeTokens;
import org.jspecify.annotations.Nullable;

/**
 * What a session stores, before encryption.
 *
 * @param idToken who signed in
 * @param accessToken what the portal calls other services with
 * @param refreshToken null where Keycloak gave none
 * @param accessTokenLife seconds the access token was given, null where unknown
 * @param accessTokenScope scopes granted, null where Keycloak did not say
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record StoredTokens(
        String idToken,
        String accessToken,
        @Nullable String refreshToken,
        @Nullable Long accessTokenLife,
        @Nullable String accessTokenScope) {

    static StoredTokens of(AuthorizationCodeTokens tokens) {
        return new StoredTokens(
                tokens.getIdToken(),
                tokens.getAccessToken(),
                tokens.getRefreshToken(),
                tokens.getAccessTokenExpiresIn(),
                tokens.getAccessTokenScope());
    }

    AuthorizationCodeTokens toTokens() {
        return new AuthorizationCodeTokens(idToken, accessToken, refreshToken, accessTokenLife, accessTokenScope);
    }

    @Override
    public String toString() {
        return "StoredTokens[hidden]";
    }
}

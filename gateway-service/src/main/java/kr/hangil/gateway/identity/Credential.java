package kr.hangil.gateway.identity;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;

/** What a request proves itself with, before it is known to be good. */
sealed interface Credential {

    /** What is or should be an API key; checked for nothing yet. */
    record Key(String text) implements Credential {
        @Override
        public String toString() {
            return "Key[…]";
        }
    }

    /** What has the three parts of a signed JWT. */
    record Token(String text) implements Credential {
        @Override
        public String toString() {
            return "Token[…]";
        }
    }

    /** Three parts in base64url; the last may be missing in a forged one, which is then refused as a token. */
    Pattern JWT = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*");

    String BEARER = "Bearer";

    /** The header Anthropic's SDKs send a key in. */
    CharSequence X_API_KEY = HttpHeaders.createOptimized("x-api-key");

    /** The header Azure's SDKs send a key in. */
    CharSequence API_KEY = HttpHeaders.createOptimized("api-key");

    /**
     * The one credential in {@code headers}. The same key in two headers is one credential.
     *
     * @throws PlatformException when there is none, or more than one
     */
    static Credential of(MultiMap headers) {
        String authorization = headers.get(HttpHeaders.AUTHORIZATION);
        if (authorization != null
                && !headers.contains(X_API_KEY)
                && !headers.contains(API_KEY)
                && headers.getAll(HttpHeaders.AUTHORIZATION).size() == 1) {
            return bearer(authorization);
        }
        return oneOf(headers);
    }

    private static Credential oneOf(MultiMap headers) {
        Set<Credential> found = new LinkedHashSet<>();
        for (String value : headers.getAll(HttpHeaders.AUTHORIZATION)) {
            found.add(bearer(value));
        }
        for (CharSequence name : List.of(X_API_KEY, API_KEY)) {
            for (String value : headers.getAll(name)) {
                if (!value.isBlank()) {
                    found.add(new Key(value.strip()));
                }
            }
        }
        if (found.isEmpty()) {
            throw new PlatformException(
                    ErrorCode.MISSING_CREDENTIALS,
                    "no credentials: send 'Authorization: Bearer <API key or access token>', or an API key in"
                            + " 'x-api-key' or 'api-key'");
        }
        if (found.size() > 1) {
            throw new PlatformException(
                    ErrorCode.AMBIGUOUS_CREDENTIALS,
                    "the request carries " + found.size() + " different credentials (in Authorization, x-api-key or"
                            + " api-key): send exactly one");
        }
        return found.iterator().next();
    }

    private static Credential bearer(String header) {
        String stripped = header.strip();
        if (!stripped.regionMatches(true, 0, BEARER, 0, BEARER.length())
                || stripped.length() == BEARER.length()
                || !Character.isWhitespace(stripped.charAt(BEARER.length()))) {
            throw new PlatformException(
                    ErrorCode.MISSING_CREDENTIALS,
                    "the Authorization header is not 'Bearer <API key or access token>'");
        }
        String value = stripped.substring(BEARER.length()).strip();
        return isJwt(value) ? new Token(value) : new Key(value);
    }

    private static boolean isJwt(String value) {
        return !value.startsWith(ApiKey.PREFIX) && JWT.matcher(value).matches();
    }
}

/**
 * Credential in, {@link kr.hangil.gateway.identity.Caller} out.
 *
 * <p>An API key is ours and is decided from memory alone. A Keycloak token is verified by Quarkus OIDC against a cached
 * key set, and then counts only where its organization claim and our own membership table agree. A fault of our
 * infrastructure is a 503; a 401 always means that the credential itself is bad.
 */
@NullMarked
package kr.hangil.gateway.identity;

import org.jspecify.annotations.NullMarked;

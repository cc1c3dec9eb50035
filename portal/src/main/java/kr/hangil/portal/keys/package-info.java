/** API keys of a tenant: listed, made (the secret is shown once) and revoked. */
@NullMarked
package kr.hangil.portal.keys;

import org.jspecify.annotations.NullMarked;

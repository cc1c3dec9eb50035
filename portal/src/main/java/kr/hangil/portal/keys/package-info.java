/** API keys of a tenant: listed, made, given another secret (shown once) and revoked. */
@NullMarked
package kr.hangil.portal.keys;

import org.jspecify.annotations.NullMarked;

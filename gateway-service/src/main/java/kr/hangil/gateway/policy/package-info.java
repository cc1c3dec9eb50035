/**
 * What limits a tenant's requests: what the tenant decided for itself, and what the platform imposed on it. Both are
 * kept apart, and in each field the stricter of the two holds.
 */
@NullMarked
package kr.hangil.gateway.policy;

import org.jspecify.annotations.NullMarked;

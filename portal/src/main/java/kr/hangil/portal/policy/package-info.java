/** The policy of a tenant: what it decided, what the platform imposed, and what holds. */
@NullMarked
package kr.hangil.portal.policy;

import org.jspecify.annotations.NullMarked;

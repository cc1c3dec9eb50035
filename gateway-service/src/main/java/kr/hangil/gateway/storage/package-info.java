/**
 * How the control plane reaches PostgreSQL: migrations that wait for it, transactions that answer 503 when it is away.
 *
 * <p>Nothing of the data plane passes here.
 */
@NullMarked
package kr.hangil.gateway.storage;

import org.jspecify.annotations.NullMarked;

/** Leases, tested. */
@NullMarked
package kr.hangil.billing.lease;

import org.jspecify.annotations.NullMarked;

/** Reconciliation, tested against pods that fail on purpose. */
@NullMarked
package kr.hangil.billing.reconciliation;

import org.jspecify.annotations.NullMarked;

/** Re-derives everything the ledger claims, from the rows themselves, and names every difference. */
@NullMarked
package kr.hangil.billing.verification;

import org.jspecify.annotations.NullMarked;

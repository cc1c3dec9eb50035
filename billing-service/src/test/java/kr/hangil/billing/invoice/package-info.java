/** Invoices, tested. */
@NullMarked
package kr.hangil.billing.invoice;

import org.jspecify.annotations.NullMarked;

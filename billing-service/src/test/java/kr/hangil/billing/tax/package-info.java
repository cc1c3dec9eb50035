/** Tax invoices, tested. */
@NullMarked
package kr.hangil.billing.tax;

import org.jspecify.annotations.NullMarked;

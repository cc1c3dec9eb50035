/** Invoices on paper. */
@NullMarked
package kr.hangil.billing.statement;

import org.jspecify.annotations.NullMarked;

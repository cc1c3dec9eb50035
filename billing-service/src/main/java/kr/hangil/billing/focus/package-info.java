/**
 * What a tenant was billed, in the columns of FOCUS 1.2, the FinOps Open Cost and Usage Specification (focus.finops.org), so that
 * tools that compare clouds read our costs beside the others.
 *
 * <p>A row is a charge of an invoice that stands: usage with its discount in it, credit, VAT, or what a credit note took back. The
 * rows of an invoice that are no corrections add up to its total, to the won. What of the specification is not met stands in the
 * module's README.
 */
@NullMarked
package kr.hangil.billing.focus;

import org.jspecify.annotations.NullMarked;

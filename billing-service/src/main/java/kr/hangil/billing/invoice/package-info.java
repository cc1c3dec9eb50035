/**
 * Invoices: draft, then final, then settled or voided.
 *
 * <p>A draft bills, for every month up to its own, what was charged less what invoices that stand have billed of it: usage
 * that came late becomes a line that names its month, and nothing is billed twice or forgotten, whatever order events came
 * in. Finalising is one transaction: the next number of the supplier's year, a snapshot of both parties, and a hash over the
 * document and the hash before it. From then on the database refuses any change but to settle or void it.
 *
 * <p>Credit that paid for the spending is taken off before VAT (Art 29⑤).
 */
@NullMarked
package kr.hangil.billing.invoice;

import org.jspecify.annotations.NullMarked;

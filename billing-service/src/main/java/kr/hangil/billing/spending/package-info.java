/**
 * Running totals of what was spent: by tenant, project and key, by day of Asia/Seoul, and by the gateway that metered it. The
 * function {@code spent_in} adds up a day or a month of a budget.
 *
 * <p>They are kept in the transaction that charges, so they are the sum of the charges at every instant and count an event
 * once because the charge is written once. Budgets, leases and alerts read a handful of rows where they would otherwise
 * scan a month of events. {@code GET /v1/verification} derives them anew.
 */
@NullMarked
package kr.hangil.billing.spending;

import org.jspecify.annotations.NullMarked;

/**
 * Alerts: one for each threshold of a budget and each period, told by webhook and e-mail.
 *
 * <p>A watcher compares budgets with their totals and writes an alert and its deliveries in one transaction; a unique
 * constraint keeps it one, however many replicas watch. Deliveries are an outbox: claimed for a while, tried, and tried
 * again with growing pauses. A receiver may see one twice and tells by its {@code id}.
 */
@NullMarked
package kr.hangil.billing.alert;

import org.jspecify.annotations.NullMarked;

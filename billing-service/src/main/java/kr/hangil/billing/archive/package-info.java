/**
 * Old months of usage, in files: the partitions of a month's events and charges are written to one Parquet file, compared with
 * it row by row, and dropped.
 *
 * <pre>
 * asked ──▶ written ──▶ compared ──▶ archived
 * </pre>
 *
 * {@link kr.hangil.billing.archive.Archiving} takes one step after the other, each of which can be taken again after a crash;
 * the last one drops the partitions and says so in one transaction. Identities, roll-ups, totals, invoices and rating runs stay
 * in the database. Who needs the events reads them through {@link kr.hangil.billing.archive.Archives}: some rows by themselves, or
 * whole months brought back into a transaction that is rolled back. Why: docs/adr/0018-old-months-lie-in-files.md.
 */
@NullMarked
package kr.hangil.billing.archive;

import org.jspecify.annotations.NullMarked;

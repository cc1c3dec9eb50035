/**
 * Usage events in: one at a time or a thousand, by HTTP or from Kafka, one code path, one verdict for each.
 *
 * <pre>
 * body ─▶ StrictJson    bytes to values, or no JSON at all
 *      ─▶ EventReader   values to events, each judged alone, with the path of the field at fault
 *      ─▶ IngestService not too old, not in the future
 *      ─▶ Fingerprint   SHA-256 over the typed content
 *      ─▶ EventStore    one statement books what is new; what is not is told apart by the fingerprint
 *      ─▶ Charging      rates the new ones in the same transaction
 * </pre>
 *
 * <p>From Kafka, {@code UsageConsumer} is in place of the body: it polls, has {@code RecordBooking} do the above, puts what is
 * not booked into {@code DeadLetters}, and commits last (docs/adr/0017).
 *
 * <p>What makes an event count once is the unique constraint {@code usage_identity_once} alone (docs/adr/0004); nothing here
 * looks before it leaps.
 */
@NullMarked
package kr.hangil.billing.ingest;

import org.jspecify.annotations.NullMarked;

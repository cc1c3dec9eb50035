/** Ingest: what is read, what is booked, and what faults cannot change. */
@NullMarked
package kr.hangil.billing.ingest;

import org.jspecify.annotations.NullMarked;

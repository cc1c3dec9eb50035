package kr.hangil.billing.usage;

import java.time.Instant;
import java.util.List;

/**
 * A half-open range cut where whole hours and whole days of Asia/Seoul begin and end in it:
 * {@code from <= hourFrom <= dayFrom <= dayTo <= hourTo <= to}. Between {@code dayFrom} and {@code dayTo} there are whole
 * days, around them whole hours, and at both ends parts of an hour.
 */
record RangeCut(Instant from, Instant hourFrom, Instant dayFrom, Instant dayTo, Instant hourTo, Instant to) {

    /** The cut of a range that {@code bucket} can be answered from: buckets of an hour take nothing of whole days. */
    static RangeCut of(Instant from, Instant to, Bucket bucket) {
        Instant hourFrom = Bucket.HOUR.ceiling(from);
        Instant hourTo = Bucket.HOUR.floor(to);
        if (hourFrom.isAfter(hourTo)) {
            return new RangeCut(from, to, to, to, to, to);
        }
        Instant dayFrom = Bucket.DAY.ceiling(hourFrom);
        Instant dayTo = Bucket.DAY.floor(hourTo);
        if (bucket == Bucket.HOUR || dayFrom.isAfter(dayTo)) {
            return new RangeCut(from, hourFrom, hourTo, hourTo, hourTo, to);
        }
        return new RangeCut(from, hourFrom, dayFrom, dayTo, hourTo, to);
    }

    /** The six of them, ascending. */
    List<Instant> instants() {
        return List.of(from, hourFrom, dayFrom, dayTo, hourTo, to);
    }
}

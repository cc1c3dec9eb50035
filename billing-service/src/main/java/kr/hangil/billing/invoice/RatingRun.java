package kr.hangil.billing.invoice;

import java.time.Instant;
import java.time.YearMonth;
import java.util.List;

/**
 * How far a draft looked and what it came to: rated again with the same cut-offs, usage comes to the same lines, whatever
 * came in since.
 *
 * @param month the month it was for; it and those before it were looked at
 * @param eventCutoff first instant whose events are out
 * @param cutoff how far it looked in what was stored
 * @param billed invoices that stood, whose lines were not billed again
 * @param lines lines of usage, terms and discounts
 * @param exact won they add up to, a plain decimal
 * @param fingerprint SHA-256 over the lines in hex
 */
record RatingRun(
        long id,
        String tenant,
        YearMonth month,
        Instant eventCutoff,
        Cutoff cutoff,
        List<Long> billed,
        int lines,
        String exact,
        String fingerprint,
        Instant madeAt) {

    RatingRun {
        billed = List.copyOf(billed);
    }

    /**
     * How far a run looks in what was stored.
     *
     * @param sequence last stored sequence in it: every event up to it is committed
     * @param chargedLater last event in it of those that had waited for a price and were charged after all
     */
    record Cutoff(long sequence, long chargedLater) {}

    /**
     * A run, and what it comes to when it is rated again from the events.
     *
     * @param replayed SHA-256 over the lines as they come out now, in hex
     * @param identical whether usage, lines and sums are what they were
     */
    record Replay(RatingRun run, String replayed, boolean identical) {}
}

package kr.hangil.billing.ingest;

import java.time.YearMonth;
import java.util.List;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.usage.UsageVerdict;

/**
 * What a backfill did, or what it would do.
 *
 * @param dryRun whether nothing was booked
 * @param content SHA-256 of the body: the dry run of the same body opens the door for it
 * @param months what was booked and charged, by the months of Asia/Seoul that it belongs to
 * @param results one verdict per event, in the order sent
 */
record BackfillReport(boolean dryRun, Digest content, List<Month> months, List<UsageVerdict> results) {

    BackfillReport {
        months = List.copyOf(months);
        results = List.copyOf(results);
    }

    /**
     * @param events events of the month that are new
     * @param unrated those of them that wait for a price
     * @param exact won they were charged, a decimal
     * @param billed whether an invoice that stands has billed or drafted usage of the month: the next one then bills these
     *     as late
     */
    record Month(YearMonth month, long events, long unrated, String exact, boolean billed) {}
}

package kr.hangil.billing.ingest;

import java.time.Instant;
import java.util.List;
import kr.hangil.billing.ingest.BackfillReport.Month;
import kr.hangil.contracts.Digest;

/**
 * A backfill that was called, as it was kept then.
 *
 * @param dryRun whether nothing was booked
 * @param content SHA-256 of the body
 * @param calledBy who called
 * @param tenants whose usage was in it, by name; empty for calls from before they were kept
 * @param accepted events that were new; as the three that follow, 0 to 1,000
 * @param months what was booked, or would have been, by month
 */
record Backfill(
        long id,
        boolean dryRun,
        Digest content,
        String reason,
        String calledBy,
        Instant calledAt,
        List<String> tenants,
        int accepted,
        int duplicates,
        int conflicts,
        int rejected,
        List<Month> months) {

    Backfill {
        tenants = List.copyOf(tenants);
        months = List.copyOf(months);
    }
}

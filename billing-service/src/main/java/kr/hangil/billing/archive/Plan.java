package kr.hangil.billing.archive;

import java.time.YearMonth;
import java.util.List;

/**
 * What archiving a month would do.
 *
 * @param events that would go to the file
 * @param charges lines they were charged
 * @param exact won they come to, a plain decimal
 * @param refusals why it may not be done yet; none where it may
 */
record Plan(YearMonth month, long events, long charges, String exact, List<String> refusals) {
    Plan {
        refusals = List.copyOf(refusals);
    }
}

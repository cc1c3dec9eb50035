package kr.hangil.billing.reconciliation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import java.util.List;
import kr.hangil.billing.reconciliation.EntriesReader.Unread;
import org.jspecify.annotations.Nullable;

/**
 * What pods served on a day beside what gateways billed.
 *
 * @param day day of {@code Asia/Seoul}: when answers ended, by each side's clock
 * @param settled whether the day is over and late usage had time to come; before that a difference means little
 * @param unread pods that served on the day and were not read after its end, at most 100
 * @param explained differences that are as they should be, on all pages
 * @param unexplained the others, on all pages
 * @param data a line for each version and region, by digest and region
 * @param next the {@code after} that asks for the following page; null on the last one
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record Report(
        LocalDate day,
        boolean settled,
        List<Unread> unread,
        long explained,
        long unexplained,
        List<Line> data,
        @Nullable String next) {

    /** Most differences named of one line. */
    static final int MOST_DIFFERENCES = 500;

    Report {
        unread = List.copyOf(unread);
        data = List.copyOf(data);
    }

    /**
     * One version in one region.
     *
     * @param digest empty where gateways named none
     * @param region empty where gateways named none
     * @param served asked for by gateways
     * @param differences by tenant, the first {@value Report#MOST_DIFFERENCES}
     */
    record Line(String digest, String region, Served served, Billed billed, List<Difference> differences) {

        Line {
            differences = List.copyOf(differences);
        }

        /** What {@code after} is when this is a page's last line. */
        String cursor() {
            return digest + " " + region;
        }
    }

    /** The lines after {@code after}, at most {@code limit}. */
    Report page(int limit, String after) {
        List<Line> rest =
                data.stream().filter(line -> line.cursor().compareTo(after) > 0).toList();
        List<Line> shown = rest.subList(0, Math.min(limit, rest.size()));
        return new Report(
                day,
                settled,
                unread,
                explained,
                unexplained,
                shown,
                shown.size() < rest.size() ? shown.getLast().cursor() : null);
    }
}

package kr.hangil.billing.usage;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/**
 * A question about a tenant.
 *
 * @param tenant whose
 * @param from first instant
 * @param to first instant no longer in
 * @param bucket how time is cut
 * @param groupBy what sums are split by, each once; may be empty
 */
record UsageQuery(String tenant, Instant from, Instant to, Bucket bucket, List<GroupBy> groupBy) {

    UsageQuery {
        groupBy = List.copyOf(groupBy);
    }

    /**
     * The question as a URL asks it; by default the month of Asia/Seoul that {@code now} is in, by days.
     *
     * @throws PlatformException {@code invalid_request} naming the parameter
     */
    static UsageQuery of(
            String tenant,
            @Nullable String from,
            @Nullable String to,
            @Nullable String bucket,
            @Nullable String groupBy,
            Instant now) {
        Bucket cut = bucket == null
                ? Bucket.DAY
                : Bucket.of(bucket).orElseThrow(() -> invalid("bucket", "must be 1h, 1d or 1mo"));
        Instant begin = from == null ? Bucket.monthOf(now) : instant("from", from);
        Instant end = to == null ? Bucket.MONTH.end(Bucket.monthOf(now)) : instant("to", to);
        if (!end.isAfter(begin)) {
            throw invalid("to", "must be after from, " + begin + ", was " + end);
        }
        if (begin.plus(cut.longestRange()).isBefore(end)) {
            throw invalid(
                    "to",
                    "is too far from from for a bucket of %s: at most %d days"
                            .formatted(cut.wireName(), cut.longestRange().toDays()));
        }
        return new UsageQuery(tenant, begin, end, cut, groups(groupBy));
    }

    /** An RFC 3339 time of a URL. */
    static Instant instant(String name, String value) {
        try {
            // An unescaped + arrives as a space.
            return OffsetDateTime.parse(value.replace(' ', '+')).toInstant();
        } catch (DateTimeException e) {
            throw invalid(name, "must be a time such as 2026-11-01T00:00:00+09:00");
        }
    }

    private static List<GroupBy> groups(@Nullable String names) {
        if (names == null || names.isEmpty()) {
            return List.of();
        }
        return Arrays.stream(names.split(",", -1))
                .map(name -> GroupBy.of(name).orElseThrow(UsageQuery::unknownGroup))
                .distinct()
                .toList();
    }

    private static PlatformException unknownGroup() {
        return invalid(
                "group_by",
                "must be a list of "
                        + Stream.of(GroupBy.values()).map(GroupBy::wireName).collect(Collectors.joining(", ")));
    }

    private static PlatformException invalid(String parameter, String problem) {
        return PlatformException.at(ErrorCode.INVALID_REQUEST, parameter, parameter + " " + problem);
    }
}

package kr.hangil.gateway.storage;

import java.util.List;
import java.util.function.Function;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.page.Page;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a list is wanted.
 *
 * @param limit items on the page, 1..200
 * @param after the item the page starts behind, as the previous page's {@code next} gave it; null for the first page
 */
public record PageRequest(int limit, @Nullable String after) {

    private static final int DEFAULT = 50;
    private static final int MOST = 200;

    /**
     * From the query parameters {@code limit} and {@code after}, either of which may be absent.
     *
     * @throws PlatformException where {@code limit} is not a number from 1 to 200
     */
    public static PageRequest of(@Nullable String limit, @Nullable String after) {
        int parsed;
        try {
            parsed = limit == null ? DEFAULT : Integer.parseInt(limit);
        } catch (NumberFormatException e) {
            parsed = 0;
        }
        if (parsed < 1 || parsed > MOST) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST,
                    "limit",
                    "limit is a number from 1 to " + MOST + ", not '" + limit + "'");
        }
        return new PageRequest(parsed, after == null || after.isEmpty() ? null : after);
    }

    /** How many rows to fetch: one more than the page holds tells whether another page follows. */
    public int rows() {
        return limit + 1;
    }

    /** The page in {@code rows}, which were fetched with {@link #rows()} as their bound. */
    public <R, T> Page<T> page(List<R> rows, Function<R, T> item, Function<R, String> cursor) {
        boolean more = rows.size() > limit;
        List<R> shown = more ? rows.subList(0, limit) : rows;
        return new Page<>(shown.stream().map(item).toList(), more ? cursor.apply(shown.getLast()) : null);
    }

    /**
     * {@link #after()} as a number, {@code otherwise} on the first page.
     *
     * @throws PlatformException where it is no number
     */
    public long afterNumber(long otherwise) {
        try {
            return after == null ? otherwise : Long.parseLong(after);
        } catch (NumberFormatException e) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST, "after", "after is the 'next' of the page before, not '" + after + "'");
        }
    }
}

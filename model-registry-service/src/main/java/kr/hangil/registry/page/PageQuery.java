package kr.hangil.registry.page;

import java.util.List;
import java.util.function.Function;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.page.Page;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is asked for.
 *
 * @param limit rows wanted, 1..{@value #MAX_LIMIT}
 * @param after cursor of the last row already seen; null for the first page
 */
public record PageQuery(int limit, @Nullable String after) {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    public PageQuery {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw refused();
        }
    }

    /** Reads the query parameters {@code limit} and {@code after}; an absent limit is 50. */
    public static PageQuery of(@Nullable String limit, @Nullable String after) {
        if (limit == null) {
            return new PageQuery(DEFAULT_LIMIT, after);
        }
        try {
            return new PageQuery(Integer.parseInt(limit), after);
        } catch (NumberFormatException e) {
            throw refused();
        }
    }

    /** Rows to fetch: one more than asked for, which tells whether another page follows. */
    public int fetch() {
        return limit + 1;
    }

    /** The page made of {@code rows}, which were fetched with {@link #fetch()}. */
    public <R, T> Page<T> page(List<R> rows, Function<R, T> item, Function<R, String> cursor) {
        List<R> shown = rows.size() > limit ? rows.subList(0, limit) : rows;
        String next = rows.size() > limit ? cursor.apply(shown.getLast()) : null;
        return new Page<>(shown.stream().map(item).toList(), next);
    }

    /** The refusal of an {@code after} that is no cursor of the list. */
    public static PlatformException badCursor() {
        return PlatformException.at(
                ErrorCode.INVALID_REQUEST, "after", "'after' must be the 'next' of an earlier page of this list");
    }

    private static PlatformException refused() {
        return PlatformException.at(
                ErrorCode.INVALID_REQUEST, "limit", "'limit' must be a whole number from 1 to " + MAX_LIMIT);
    }
}

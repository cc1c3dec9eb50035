package kr.hangil.contracts.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param data the items, in the list's own order
 * @param next the {@code after} that asks for the following page; null on the last one
 */
public record Page<T>(List<T> data, @Nullable String next) {
    public Page {
        data = List.copyOf(data);
    }
}

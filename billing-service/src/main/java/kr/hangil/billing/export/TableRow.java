package kr.hangil.billing.export;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of a table.
 *
 * @param cells one for each column, in their order, of the column's type
 */
public record TableRow(List<@Nullable Object> cells) {}

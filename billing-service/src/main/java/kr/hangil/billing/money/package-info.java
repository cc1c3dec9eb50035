/**
 * Won: the one floor from exact amounts to money, and lines that add up to it. Knows no HTTP and no database.
 *
 * <p>Amounts stay exact {@link java.math.BigDecimal}s until here; what leaves here is whole won in a {@code long}, for
 * the won has no minor unit (ISO 4217).
 */
@NullMarked
package kr.hangil.billing.money;

import org.jspecify.annotations.NullMarked;

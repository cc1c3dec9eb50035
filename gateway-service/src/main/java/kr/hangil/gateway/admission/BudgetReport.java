package kr.hangil.gateway.admission;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A budget as billing last described it.
 *
 * @param scope {@code tenant}, {@code project}, {@code key} or {@code credit}
 * @param period {@code day} or {@code month}, or {@code none} for a credit
 * @param limit won
 * @param spent won that are spent or set aside for requests under way
 * @param resetsAt when the period ends; null for a credit
 */
public record BudgetReport(
        String scope,
        String period,
        BigDecimal limit,
        BigDecimal spent,
        @Nullable Instant resetsAt) {}

package kr.hangil.billing.budget;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Locale;
import kr.hangil.billing.spending.SpendPeriod;
import org.jspecify.annotations.Nullable;

/**
 * A budget as it is posted.
 *
 * @param scopeId the project or key; null for the tenant's own budget
 * @param limitWon won before VAT, 0..10^15; zero lets nothing through
 * @param hard whether it holds spending back
 * @param alertThresholds percent of the limit, 1..1,000 each, at most 10; 80 and 100 where none are given
 * @param webhookUrl where alerts are posted; null for nowhere
 * @param email where alerts are sent; null for nowhere
 */
record BudgetDraft(
        @NotNull Scope scope,

        @Size(min = 1, max = 255) @Pattern(regexp = "\\P{Cntrl}*") @Nullable
        String scopeId,

        @NotNull SpendPeriod period,
        @NotNull @Min(0) @Max(1_000_000_000_000_000L) Long limitWon,
        @NotNull Boolean hard,

        @Size(max = 10) @Nullable List<@NotNull @Min(1) @Max(1000) Integer> alertThresholds,

        @Size(max = 2000)
        @Pattern(regexp = "https?://[\\x21-\\x7e]+", message = "must be an http or https address")
        @Nullable
        String webhookUrl,

        @Size(max = 255) @Email @Nullable String email) {

    private static final List<Integer> USUAL_THRESHOLDS = List.of(80, 100);

    /** In ascending order, each once. */
    List<Integer> thresholds() {
        List<Integer> given = alertThresholds == null ? USUAL_THRESHOLDS : alertThresholds;
        return given.stream().distinct().sorted().toList();
    }

    /** The column: empty for the tenant's own budget. */
    String scopeIdOrEmpty() {
        return scopeId == null ? "" : scopeId;
    }

    /** Whose spending is counted. */
    enum Scope {
        TENANT,
        PROJECT,
        KEY;

        @JsonValue
        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException naming the scopes there are */
        @JsonCreator
        static Scope of(String wireName) {
            return switch (wireName) {
                case "tenant" -> TENANT;
                case "project" -> PROJECT;
                case "key" -> KEY;
                default ->
                    throw new IllegalArgumentException("unknown scope '" + wireName + "', known: tenant, project, key");
            };
        }
    }
}

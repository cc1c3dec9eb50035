package kr.hangil.billing.pricing;

import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;
import java.util.List;
import kr.hangil.billing.rating.Tiers;
import kr.hangil.billing.rating.Tiers.Tier;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/**
 * One tier as it is asked for.
 *
 * @param upTo last unit of a month in it, >= 1; null for all that follow
 * @param amount won, >= 0, at most 9 decimals
 */
public record TierRequest(
        @Min(1) @Nullable Long upTo,

        @NotNull @DecimalMin("0") @Digits(integer = 11, fraction = 9)
        BigDecimal amount) {

    /**
     * The tiers of {@code drafts}; null for none.
     *
     * @param path the field that holds them
     * @throws PlatformException {@code invalid_request} naming the field, for bounds that do not rise or an end in the wrong
     *     place
     */
    public static @Nullable Tiers tiers(long per, @Nullable List<TierRequest> drafts, String path) {
        if (drafts == null) {
            return null;
        }
        try {
            return new Tiers(
                    per,
                    drafts.stream()
                            .map(one -> new Tier(one.upTo(), one.amount()))
                            .toList());
        } catch (IllegalArgumentException e) {
            throw PlatformException.at(ErrorCode.INVALID_REQUEST, path, path + ": " + e.getMessage());
        }
    }
}

package kr.hangil.billing.pricing;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.util.List;
import kr.hangil.billing.rating.Tiers;
import kr.hangil.billing.rating.Tiers.Tier;
import org.jspecify.annotations.Nullable;

/** Tiers as a column holds them and as answers show them: a JSON array of bounds and amounts. */
public final class TierText {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<List<Line>> LINES = new TypeReference<>() {};

    private TierText() {}

    public static @Nullable String write(@Nullable Tiers tiers) {
        List<Line> lines = lines(tiers);
        if (lines == null) {
            return null;
        }
        try {
            return JSON.writeValueAsString(lines);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("tiers are always JSON", e);
        }
    }

    public static @Nullable Tiers read(long per, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return new Tiers(
                    per,
                    JSON.readValue(text, LINES).stream()
                            .map(line -> new Tier(line.upTo(), new BigDecimal(line.amount())))
                            .toList());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored tiers are not JSON", e);
        }
    }

    /** What {@link #write} writes; null for none. */
    public static @Nullable List<Line> lines(@Nullable Tiers tiers) {
        return tiers == null
                ? null
                : tiers.tiers().stream()
                        .map(tier -> new Line(tier.upTo(), tier.amount().toPlainString()))
                        .toList();
    }

    /**
     * One tier.
     *
     * @param upTo last unit of a month in it; null for all that follow
     * @param amount won, a plain decimal with nine decimals
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Line(@Nullable Long upTo, String amount) {}
}

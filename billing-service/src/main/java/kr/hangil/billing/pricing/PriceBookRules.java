package kr.hangil.billing.pricing;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import kr.hangil.billing.digest.Sha256;
import kr.hangil.billing.pricing.PriceBookDraft.PriceDraft;
import kr.hangil.billing.rating.Price;
import kr.hangil.billing.rating.Tiers;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** What a draft must be, beyond its fields. */
final class PriceBookRules {

    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private PriceBookRules() {}

    /** @throws PlatformException {@code invalid_request} with the path of the field at fault */
    static void check(PriceBookDraft draft) {
        for (int i = 0; i < draft.prices().size(); i++) {
            PriceDraft price = draft.prices().get(i);
            String path = "prices[" + i + "].";
            if (!Price.isPer(price.per())) {
                throw invalid(path + "per", "per must be a power of ten from 1 to 1000000, was " + price.per());
            }
            Instant to = price.to();
            if (to != null && !to.isAfter(price.from())) {
                throw invalid(path + "to", "to must be after from");
            }
            checkTime(path + "from", price.from());
            if (to != null) {
                checkTime(path + "to", to);
            }
            checkTiers(price, path + "tiers");
            int overlapping = overlapping(draft.prices(), i);
            if (overlapping >= 0) {
                throw invalid(path + "from", "this price overlaps prices[" + overlapping + "]");
            }
        }
    }

    /** SHA-256 over the content; the order of the prices is not content. */
    static byte[] fingerprint(PriceBookDraft draft) {
        StringBuilder tuple = new StringBuilder("kr.hangil.price-book/1");
        field(tuple, draft.name());
        field(tuple, draft.currency());
        field(tuple, draft.vat());
        draft.prices().stream().map(PriceBookRules::tuple).sorted().forEach(price -> field(tuple, price));
        return Sha256.of(tuple.toString());
    }

    private static String tuple(PriceDraft price) {
        StringBuilder tuple = new StringBuilder();
        field(tuple, price.model());
        field(tuple, price.meter().wireName());
        field(tuple, Long.toString(price.per()));
        field(tuple, price.amount().setScale(Price.AMOUNT_SCALE).toPlainString());
        field(tuple, price.from().toString());
        Instant to = price.to();
        field(tuple, to == null ? "" : to.toString());
        String tiers = TierText.write(TierRequest.tiers(price.per(), price.tiers(), "tiers"));
        if (tiers != null) {
            field(tuple, tiers);
        }
        return tuple.toString();
    }

    private static void field(StringBuilder tuple, String value) {
        tuple.append(value.length()).append(':').append(value);
    }

    private static int overlapping(List<PriceDraft> prices, int index) {
        PriceDraft price = prices.get(index);
        for (int i = 0; i < index; i++) {
            PriceDraft other = prices.get(i);
            if (other.model().equals(price.model())
                    && other.meter() == price.meter()
                    && endsAfter(other.to(), price.from())
                    && endsAfter(price.to(), other.from())) {
                return i;
            }
        }
        return -1;
    }

    /** Budgets, credit and gateways count the amount, so that it must be the most a unit can cost. */
    private static void checkTiers(PriceDraft price, String path) {
        Tiers tiers = TierRequest.tiers(price.per(), price.tiers(), path);
        if (tiers != null
                && tiers.tiers().stream().anyMatch(tier -> tier.amount().compareTo(price.amount()) > 0)) {
            throw invalid(path, path + ": no tier may cost more than the price's amount, " + price.amount());
        }
    }

    private static boolean endsAfter(@Nullable Instant end, Instant begin) {
        return end == null || end.isAfter(begin);
    }

    private static void checkTime(String path, Instant time) {
        if (time.isBefore(EARLIEST) || time.isAfter(LATEST) || !time.equals(time.truncatedTo(ChronoUnit.MICROS))) {
            throw invalid(path, "a price holds from and to times of 2000 to 2200, to the microsecond");
        }
    }

    private static PlatformException invalid(String path, String message) {
        return PlatformException.at(ErrorCode.INVALID_REQUEST, path, message);
    }
}

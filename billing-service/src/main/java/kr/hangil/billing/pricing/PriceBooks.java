package kr.hangil.billing.pricing;

import java.math.RoundingMode;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import kr.hangil.billing.pricing.PriceBook.DatedPrice;
import kr.hangil.billing.pricing.PriceBookDraft.PriceDraft;
import kr.hangil.billing.rating.Price;
import org.jspecify.annotations.Nullable;

/** Between the three shapes of a price book. */
final class PriceBooks {

    private PriceBooks() {}

    static PriceBookEntity entity(
            PriceBookDraft draft, int version, byte[] hash, @Nullable String key, String publisher, Instant now) {
        PriceBookEntity book = new PriceBookEntity();
        book.name = draft.name();
        book.version = version;
        book.currency = draft.currency();
        book.vat = draft.vat();
        book.contentHash = hash;
        book.idempotencyKey = key;
        book.publishedBy = publisher;
        book.publishedAt = now;
        draft.prices().forEach(price -> book.prices.add(entity(book, price)));
        return book;
    }

    static PriceBook wire(PriceBookEntity book) {
        return new PriceBook(
                Objects.requireNonNull(book.id),
                book.name,
                book.version,
                book.currency,
                book.vat,
                book.publishedAt,
                book.publishedBy,
                book.prices.stream()
                        .map(PriceBooks::wire)
                        .sorted(Comparator.comparing(DatedPrice::model)
                                .thenComparing(DatedPrice::meter)
                                .thenComparing(DatedPrice::from))
                        .toList());
    }

    private static PriceEntity entity(PriceBookEntity book, PriceDraft draft) {
        PriceEntity price = new PriceEntity();
        price.book = book;
        price.model = draft.model();
        price.meter = draft.meter().wireName();
        price.per = draft.per();
        price.amount = draft.amount().setScale(Price.AMOUNT_SCALE, RoundingMode.UNNECESSARY);
        price.validFrom = draft.from();
        price.validTo = draft.to();
        price.tiers = TierText.write(TierRequest.tiers(draft.per(), draft.tiers(), "tiers"));
        return price;
    }

    private static DatedPrice wire(PriceEntity price) {
        return new DatedPrice(
                Objects.requireNonNull(price.id),
                price.model,
                price.meter,
                price.per,
                price.amount
                        .setScale(Price.AMOUNT_SCALE, RoundingMode.UNNECESSARY)
                        .toPlainString(),
                price.validFrom,
                price.validTo,
                TierText.lines(TierText.read(price.per, price.tiers)));
    }
}

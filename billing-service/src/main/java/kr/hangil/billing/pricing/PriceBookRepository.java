package kr.hangil.billing.pricing;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import kr.hangil.billing.pricing.PriceBookDraft.PriceDraft;
import kr.hangil.billing.rating.Meter;
import org.jspecify.annotations.Nullable;

/** The tables of prices, as publications see them. */
@ApplicationScoped
class PriceBookRepository implements PanacheRepository<PriceBookEntity> {

    private static final Instant FOREVER = Instant.parse("9999-01-01T00:00:00Z");

    /** Waits for every transaction that {@linkplain Prices#hold holds} prices, and makes the next ones wait. */
    Uni<Void> lock() {
        return Panache.getSession()
                .flatMap(session -> session.createNativeQuery("LOCK TABLE price IN EXCLUSIVE MODE")
                        .executeUpdate())
                .replaceWithVoid();
    }

    /** The book published under this key, or else the one with this content. */
    Uni<Optional<PriceBookEntity>> find(String publisher, @Nullable String key, byte[] hash) {
        Uni<@Nullable PriceBookEntity> byHash = find("contentHash", hash).firstResult();
        if (key == null) {
            return byHash.map(Optional::ofNullable);
        }
        return find("publishedBy = ?1 and idempotencyKey = ?2", publisher, key)
                .firstResult()
                .onItem()
                .ifNull()
                .switchTo(() -> find("contentHash", hash).firstResult())
                .map(Optional::ofNullable);
    }

    Uni<List<PriceBookEntity>> list(int limit, long after) {
        return find("id > ?1 order by id", after).range(0, limit - 1).list();
    }

    Uni<Integer> nextVersion(String name) {
        return count("name", name).map(versions -> Math.toIntExact(versions) + 1);
    }

    /** Gives the open-ended price that {@code next} follows its end. */
    Uni<Integer> endOpen(PriceDraft next) {
        return Panache.getSession()
                .flatMap(session -> session.createNativeQuery("""
                                UPDATE price SET valid_to = :from
                                WHERE model = :model AND meter = :meter AND valid_to IS NULL AND valid_from < :from""")
                        .setParameter("from", next.from().atOffset(ZoneOffset.UTC))
                        .setParameter("model", next.model())
                        .setParameter("meter", next.meter().wireName())
                        .executeUpdate());
    }

    /** A published price that holds at an instant at which {@code next} would. */
    Uni<Optional<PriceEntity>> overlapping(PriceDraft next) {
        return Panache.getSession()
                .flatMap(session -> session.createQuery("""
                                from PriceEntity p where p.model = :model and p.meter = :meter
                                and p.validFrom < :to and (p.validTo is null or p.validTo > :from) order by p.id""", PriceEntity.class)
                        .setParameter("model", next.model())
                        .setParameter("meter", next.meter().wireName())
                        .setParameter("from", next.from())
                        .setParameter("to", end(next))
                        .setMaxResults(1)
                        .getResultList())
                .map(prices -> prices.stream().findFirst());
    }

    /**
     * Whether charging again would come out differently with {@code next}. Only a price that usage was charged without can do
     * that; for any other meter, usage without a price is parked.
     */
    Uni<Boolean> wouldChangeCharges(PriceDraft next) {
        if (!next.meter().isOptional()) {
            return Uni.createFrom().item(false);
        }
        return Panache.getSession()
                .flatMap(session -> session.createNativeQuery("""
                                SELECT EXISTS (
                                    SELECT FROM usage_event e
                                    WHERE e.model = :model AND e.event_time >= :from AND e.event_time < :to
                                        AND %1$s
                                        AND NOT EXISTS (SELECT FROM unrated_event u WHERE u.seq = e.seq))
                                    OR EXISTS (
                                        SELECT FROM archive a JOIN usage_rollup e
                                            ON e.period = 'hour' AND e.period_start >= a.begins AND e.period_start < a.ends
                                        WHERE a.state = 'archived' AND e.model = :model AND e.period_start < :to
                                            AND e.period_start + interval '1 hour' > :from AND %1$s)""".formatted(used(next.meter())), Boolean.class)
                        .setParameter("model", next.model())
                        .setParameter("from", next.from().atOffset(ZoneOffset.UTC))
                        .setParameter("to", end(next).atOffset(ZoneOffset.UTC))
                        .getSingleResult());
    }

    /** Whether an event {@code e} used what {@code meter} would charge it for. */
    private static String used(Meter meter) {
        return switch (meter) {
            case CACHED_PROMPT -> "e.cached_prompt_tokens > 0";
            case REASONING -> "e.reasoning_tokens > 0";
            case REQUEST -> "(e.prompt_tokens > 0 OR e.completion_tokens > 0 OR e.images > 0 OR e.audio_seconds > 0)";
            case PROMPT, COMPLETION, IMAGE, SECOND -> throw new IllegalArgumentException(meter + " must have a price");
        };
    }

    private static Instant end(PriceDraft price) {
        Instant to = price.to();
        return to == null ? FOREVER : to;
    }
}

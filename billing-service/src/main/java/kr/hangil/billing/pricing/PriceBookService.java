package kr.hangil.billing.pricing;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import kr.hangil.billing.database.DatabaseFailures;
import kr.hangil.billing.pricing.PriceBookDraft.PriceDraft;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.page.Page;
import kr.hangil.platform.error.PlatformException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Publishes price books. One publication at a time, for all replicas. */
@ApplicationScoped
class PriceBookService {

    private static final Logger LOG = Logger.getLogger(PriceBookService.class);

    private final PriceBookRepository repository;
    private final Instance<PriceBookListener> listeners;
    private final PricingConfig config;
    private final Clock clock;

    PriceBookService(
            PriceBookRepository repository, Instance<PriceBookListener> listeners, PricingConfig config, Clock clock) {
        this.repository = repository;
        this.listeners = listeners;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Publishes {@code draft}, or finds it published already: under the same key, or with the same content.
     *
     * @param idempotencyKey the caller's own name for this call; null when it gave none
     * @throws PlatformException {@code conflict} when a price overlaps one in force or would change what was charged,
     *     {@code idempotency_mismatch} when the key was used for another book
     */
    Uni<Published> publish(PriceBookDraft draft, @Nullable String idempotencyKey, String publisher) {
        byte[] hash = PriceBookRules.fingerprint(draft);
        return Panache.withTransaction(() -> repository
                        .lock()
                        .chain(() -> repository.find(publisher, idempotencyKey, hash))
                        .flatMap(found -> found.map(book -> already(book, hash))
                                .orElseGet(() -> create(draft, hash, idempotencyKey, publisher))))
                .onFailure(DatabaseFailures::isOverlap)
                .transform(PriceBookService::overlap)
                .onFailure(DatabaseFailures::isOutage)
                .transform(PriceBookService::unavailable)
                .call(published ->
                        published.created() ? tell() : Uni.createFrom().voidItem());
    }

    /** Books in the order of publication, the latest last. */
    Uni<Page<PriceBook>> list(int limit, long after) {
        return Panache.withSession(() -> repository.list(limit + 1, after))
                .map(books -> page(books, limit))
                .onFailure(DatabaseFailures::isOutage)
                .transform(PriceBookService::unavailable);
    }

    private static Uni<Published> already(PriceBookEntity book, byte[] hash) {
        if (!Arrays.equals(book.contentHash, hash)) {
            throw new PlatformException(
                    ErrorCode.IDEMPOTENCY_MISMATCH,
                    "this Idempotency-Key published another price book (number " + book.id + ")");
        }
        return Uni.createFrom().item(new Published(PriceBooks.wire(book), false));
    }

    private Uni<Published> create(PriceBookDraft draft, byte[] hash, @Nullable String key, String publisher) {
        Instant now = clock.instant();
        Instant earliestSuccession = now.plus(config.successionLead());
        return Multi.createFrom()
                .iterable(draft.prices())
                .onItem()
                .transformToUniAndConcatenate(price -> makeRoom(price, earliestSuccession))
                .collect()
                .last()
                .chain(() -> repository.nextVersion(draft.name()))
                .flatMap(version -> repository.persist(PriceBooks.entity(draft, version, hash, key, publisher, now)))
                .map(book -> new Published(PriceBooks.wire(book), true));
    }

    /** Ends the price that {@code next} follows, and refuses one that would change what was charged. */
    private Uni<Void> makeRoom(PriceDraft next, Instant earliestSuccession) {
        boolean mayFollow = !next.from().isBefore(earliestSuccession);
        Uni<?> end = mayFollow ? repository.endOpen(next) : Uni.createFrom().voidItem();
        return end.chain(() -> repository.overlapping(next))
                .invoke(overlapping -> overlapping.ifPresent(price -> refuse(next, price)))
                .chain(() -> repository.wouldChangeCharges(next))
                .invoke(changes -> {
                    if (changes) {
                        throw new PlatformException(
                                ErrorCode.CONFLICT,
                                "a %s price of %s from %s would change usage that is charged already; begin it later"
                                        .formatted(next.meter().wireName(), next.model(), next.from()));
                    }
                })
                .replaceWithVoid();
    }

    private void refuse(PriceDraft next, PriceEntity other) {
        Duration lead = config.successionLead();
        throw new PlatformException(
                ErrorCode.CONFLICT,
                "the %s price of %s from %s overlaps price %d (from %s to %s); a price that follows an open-ended one begins at least %s from now"
                        .formatted(
                                next.meter().wireName(),
                                next.model(),
                                next.from(),
                                other.id,
                                other.validFrom,
                                Optional.ofNullable(other.validTo)
                                        .map(Instant::toString)
                                        .orElse("further notice"),
                                lead));
    }

    private Uni<Void> tell() {
        return Multi.createFrom()
                .iterable(listeners)
                .onItem()
                .transformToUniAndConcatenate(PriceBookListener::published)
                .collect()
                .last()
                .ifNoItem()
                .after(config.chargeWait())
                .fail()
                .onFailure()
                .invoke(failure ->
                        LOG.warnf("published, but charging what waited goes on later: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private static Page<PriceBook> page(List<PriceBookEntity> books, int limit) {
        List<PriceBook> data = books.stream().limit(limit).map(PriceBooks::wire).toList();
        return new Page<>(
                data, books.size() > limit ? Long.toString(data.getLast().id()) : null);
    }

    private static PlatformException overlap(Throwable cause) {
        return new PlatformException(ErrorCode.CONFLICT, "two prices of this book overlap each other", cause);
    }

    private static PlatformException unavailable(Throwable cause) {
        return new PlatformException(ErrorCode.UNAVAILABLE, "the billing database does not answer; try again", cause);
    }

    /**
     * @param book as it is now
     * @param created whether this call published it
     */
    record Published(PriceBook book, boolean created) {}
}

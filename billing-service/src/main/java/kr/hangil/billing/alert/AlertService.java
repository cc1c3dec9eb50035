package kr.hangil.billing.alert;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import kr.hangil.billing.alert.AlertStore.Delivery;
import kr.hangil.billing.database.Database;
import org.jboss.logging.Logger;

/** Raises alerts and sees them out. Any number of replicas may do so at once. */
@ApplicationScoped
class AlertService {

    private static final Logger LOG = Logger.getLogger(AlertService.class);
    private static final int CLAIMED_AT_ONCE = 20;
    private static final int LONGEST_ERROR = 500;

    private final Database database;
    private final AlertStore store;
    private final WebhookClient webhooks;
    private final AlertMailer mailer;
    private final AlertConfig config;
    private final Clock clock;

    AlertService(
            Database database,
            AlertStore store,
            WebhookClient webhooks,
            AlertMailer mailer,
            AlertConfig config,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.webhooks = webhooks;
        this.mailer = mailer;
        this.config = config;
        this.clock = clock;
    }

    @Scheduled(
            every = "${hangil.billing.alert.watch-every:PT10S}",
            delayed = "${hangil.billing.alert.first-after:PT5S}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> watch() {
        return database.transaction(connection -> store.raise(connection, clock.instant()))
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.warnf("budgets were not watched: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    @Scheduled(
            every = "${hangil.billing.alert.deliver-every:PT5S}",
            delayed = "${hangil.billing.alert.first-after:PT5S}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> deliver() {
        Instant now = clock.instant();
        Instant reservedUntil = now.plus(config.timeout().multipliedBy(2));
        return database.transaction(connection -> store.claim(connection, now, reservedUntil, CLAIMED_AT_ONCE))
                .flatMap(claimed -> Multi.createFrom()
                        .iterable(claimed)
                        .onItem()
                        .transformToUniAndMerge(this::deliver)
                        .collect()
                        .last())
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.warnf("alerts were not delivered: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> deliver(Delivery delivery) {
        String target = delivery.target();
        if (target == null) {
            return database.transaction(connection ->
                    store.failed(connection, delivery.id(), null, "the budget has no such address any more"));
        }
        Uni<Void> sent = delivery.webhook()
                ? webhooks.post(target, Objects.requireNonNull(delivery.secret()), delivery.alert())
                : mailer.send(target, delivery.alert());
        return sent.chain(() ->
                        database.transaction(connection -> store.delivered(connection, delivery.id(), clock.instant())))
                .onFailure()
                .recoverWithUni(failure -> failed(delivery, failure));
    }

    private Uni<Void> failed(Delivery delivery, Throwable failure) {
        String error = String.valueOf(failure.getMessage());
        boolean last = delivery.attempts() >= config.attempts();
        Instant again = last ? null : clock.instant().plus(pause(delivery.attempts()));
        LOG.warnf(
                "%s was not delivered (try %d%s): %s", delivery, delivery.attempts(), last ? ", the last" : "", error);
        return database.transaction(connection -> store.failed(
                connection, delivery.id(), again, error.substring(0, Math.min(LONGEST_ERROR, error.length()))));
    }

    /** @param attempts tries so far, >= 1 */
    Duration pause(int attempts) {
        Duration longest = config.longestPause();
        int doublings = Math.min(attempts - 1, 20);
        Duration pause = config.firstPause().multipliedBy(1L << doublings);
        return pause.compareTo(longest) < 0 ? pause : longest;
    }
}

package kr.hangil.billing.ingest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import kr.hangil.contracts.usage.UsageVerdict;
import kr.hangil.contracts.usage.UsageVerdict.Verdict;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.utils.ExponentialBackoff;
import org.jboss.logging.Logger;

/**
 * One member of the group: polls, books, sets aside what can never be booked, and commits, in that order and on one thread. So
 * offsets never run ahead of the database, and whatever dies in between comes again and is a duplicate.
 *
 * <p>When a batch cannot be booked the consumer goes back to where the batch began and pauses its partitions. It polls on
 * meanwhile, which keeps it in the group, and holds nothing in memory: a partition that is taken from it is read by who gets it.
 */
final class UsageConsumer implements Runnable {

    private static final Logger LOG = Logger.getLogger(UsageConsumer.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final double JITTER = 0.2;

    private final KafkaConfig config;
    private final KafkaClients clients;
    private final RecordBooking booking;
    private final KafkaMetrics metrics;
    private final ExponentialBackoff pauses;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private int failures;

    UsageConsumer(KafkaConfig config, KafkaClients clients, RecordBooking booking, KafkaMetrics metrics) {
        this.config = config;
        this.clients = clients;
        this.booking = booking;
        this.metrics = metrics;
        this.pauses = new ExponentialBackoff(
                config.firstPause().toMillis(), 2, config.longestPause().toMillis(), JITTER);
    }

    /** Returns after {@link #stop}. Whatever fails meanwhile, it begins anew. */
    @Override
    public void run() {
        while (!isStopping()) {
            try (Consumer<byte[], byte[]> consumer = clients.consumer();
                    DeadLetters deadLetters = clients.deadLetters()) {
                consume(consumer, deadLetters);
            } catch (RuntimeException e) {
                Duration pause = pause();
                metrics.waiting(true);
                LOG.warnf(e, "usage from %s is not read for %s: %s", config.topic(), pause, e.getMessage());
                await(pause);
            } finally {
                metrics.waiting(false);
            }
        }
    }

    /** Asks {@link #run} to return once the batch in hand is committed; where there is none, within a second. */
    void stop() {
        stopping.countDown();
    }

    private void consume(Consumer<byte[], byte[]> consumer, DeadLetters deadLetters) {
        consumer.subscribe(List.of(config.topic()));
        while (!isStopping()) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            metrics.lag(consumer);
            if (records.isEmpty()) {
                metrics.waiting(false);
            } else {
                take(consumer, deadLetters, records);
            }
        }
    }

    private void take(
            Consumer<byte[], byte[]> consumer, DeadLetters deadLetters, ConsumerRecords<byte[], byte[]> records) {
        List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>(records.count());
        records.forEach(batch::add);
        List<UsageVerdict> verdicts;
        try {
            verdicts = booking.book(batch);
            deadLetters.add(unbooked(batch, verdicts));
        } catch (RuntimeException e) {
            goBack(consumer, records);
            hold(consumer, batch.size(), e);
            return;
        }
        failures = 0;
        metrics.waiting(false);
        verdicts.forEach(verdict -> metrics.count(verdict.verdict()));
        commit(consumer, records);
    }

    private static Map<ConsumerRecord<byte[], byte[]>, UsageVerdict> unbooked(
            List<ConsumerRecord<byte[], byte[]>> batch, List<UsageVerdict> verdicts) {
        Map<ConsumerRecord<byte[], byte[]>, UsageVerdict> unbooked = new LinkedHashMap<>();
        for (UsageVerdict verdict : verdicts) {
            if (verdict.verdict() == Verdict.REJECTED || verdict.verdict() == Verdict.CONFLICT) {
                unbooked.put(batch.get(verdict.index()), verdict);
            }
        }
        return unbooked;
    }

    private static void commit(Consumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> records) {
        try {
            consumer.commitSync(records.nextOffsets());
        } catch (RebalanceInProgressException | CommitFailedException e) {
            LOG.infof("partitions moved before %d records were committed: they come again", records.count());
        }
    }

    private static void goBack(Consumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            if (consumer.assignment().contains(partition)) {
                consumer.seek(partition, records.records(partition).getFirst().offset());
            }
        }
    }

    private void hold(Consumer<byte[], byte[]> consumer, int records, RuntimeException why) {
        Duration pause = pause();
        LOG.warnf("%d records of %s wait for %s: %s", records, config.topic(), pause, why.getMessage());
        long until = System.nanoTime() + pause.toNanos();
        metrics.waiting(true);
        for (long left = pause.toNanos(); left > 0 && !isStopping(); left = until - System.nanoTime()) {
            consumer.pause(consumer.assignment());
            // A partition that comes to this consumer by this very poll is not paused yet.
            goBack(consumer, consumer.poll(Duration.ofNanos(Math.min(left, POLL.toNanos()))));
        }
        consumer.resume(consumer.assignment());
    }

    private Duration pause() {
        return Duration.ofMillis(pauses.backoff(failures++));
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void await(Duration pause) {
        try {
            if (stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("stopped while it waited");
            }
        } catch (InterruptedException e) {
            stopping.countDown();
            Thread.currentThread().interrupt();
        }
    }
}

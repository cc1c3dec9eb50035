package kr.hangil.billing.ingest;

import io.quarkus.vertx.VertxContextSupport;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import kr.hangil.billing.database.DatabaseFailures;
import kr.hangil.billing.ingest.EventReader.Item;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.usage.UsageVerdict;
import kr.hangil.contracts.usage.UsageVerdict.Verdict;
import kr.hangil.platform.error.PlatformException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * Books records through {@link IngestService}, as a batch by HTTP is booked. A sender by HTTP is told that its batch failed and
 * decides itself; here nobody is there to be told, so a batch that fails for what is in it is booked in halves until the one
 * record is alone that cannot be booked, and that one gets a verdict like any other.
 */
@ApplicationScoped
class RecordBooking {

    private static final Logger LOG = Logger.getLogger(RecordBooking.class);

    private final IngestService service;
    private final RecordReader reader = new RecordReader();

    RecordBooking(IngestService service) {
        this.service = service;
    }

    /**
     * A verdict for each of {@code records}, in their order; what is accepted is committed then. Blocks its thread.
     *
     * @throws RuntimeException when none of it is the records' fault: the same records are booked later, and what was booked
     *     already is a duplicate then
     */
    List<UsageVerdict> book(List<ConsumerRecord<byte[], byte[]>> records) {
        List<Item> items = new ArrayList<>(records.size());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            items.add(reader.read(items.size(), record));
        }
        return bookItems(items);
    }

    private List<UsageVerdict> bookItems(List<Item> items) {
        try {
            return await(items);
        } catch (RuntimeException e) {
            if (isOutage(e)) {
                throw e;
            }
            return items.size() == 1 ? List.of(unbookable(items.getFirst(), e)) : bookHalves(items);
        }
    }

    private List<UsageVerdict> bookHalves(List<Item> items) {
        int half = items.size() / 2;
        List<UsageVerdict> verdicts = new ArrayList<>(bookItems(items.subList(0, half)));
        verdicts.addAll(bookItems(items.subList(half, items.size())));
        return verdicts;
    }

    private List<UsageVerdict> await(List<Item> items) {
        try {
            return VertxContextSupport.subscribeAndAwait(() -> service.book(service.judge(items)));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isOutage(RuntimeException failure) {
        return failure instanceof PlatformException platform && platform.code() == ErrorCode.UNAVAILABLE
                || DatabaseFailures.isOfNoRow(failure);
    }

    private static UsageVerdict unbookable(Item item, RuntimeException failure) {
        LOG.errorf(failure, "an event from Kafka is set aside: booking it fails, and does without it");
        String id = switch (item) {
            case Item.WellFormed wellFormed -> wellFormed.event().id();
            case Item.Rejected rejected -> rejected.id();
        };
        return new UsageVerdict(
                item.index(), id, Verdict.REJECTED, "unbookable", "booking it failed: " + failure.getMessage());
    }
}

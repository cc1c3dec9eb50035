package kr.hangil.billing.ingest;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import kr.hangil.billing.ingest.EventReader.Item;
import kr.hangil.billing.ingest.RejectedEventException.Reason;
import kr.hangil.contracts.usage.UsageEvent;
import kr.hangil.platform.error.PlatformException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Records to events, by the Kafka protocol binding of CloudEvents 1.0. Structured: the value is the event, as it is by HTTP.
 * Binary: the value is {@code data}, and headers that begin with {@code ce_} are the attributes. A value without any of these
 * headers is taken for structured.
 */
final class RecordReader {

    private static final String ATTRIBUTE = "ce_";
    private static final String CONTENT_TYPE = "content-type";

    private final EventReader reader = new EventReader();

    /** The event of {@code record}, or why there is none; {@code index} is its place in the batch. */
    Item read(int index, ConsumerRecord<byte[], byte[]> record) {
        try {
            byte @Nullable [] value = record.value();
            if (value == null) {
                throw new RejectedEventException(Reason.INVALID_FIELD, "the record has no value");
            }
            return isBinary(record) ? binary(index, record, value) : reader.readOne(index, value);
        } catch (RejectedEventException e) {
            return new Item.Rejected(index, null, e);
        } catch (PlatformException e) {
            return new Item.Rejected(
                    index, null, new RejectedEventException(Reason.INVALID_FIELD, String.valueOf(e.getMessage())));
        }
    }

    private static boolean isBinary(ConsumerRecord<?, ?> record) {
        Header header = record.headers().lastHeader(CONTENT_TYPE);
        String contentType = header == null ? "" : text(header).toLowerCase(Locale.ROOT);
        if (contentType.startsWith(UsageEvent.BATCH_MEDIA_TYPE)) {
            throw new RejectedEventException(
                    Reason.INVALID_FIELD, "content-type must be of one event: a record is one event, and no batch");
        }
        if (contentType.startsWith(UsageEvent.MEDIA_TYPE)) {
            return false;
        }
        for (Header each : record.headers()) {
            if (each.key().startsWith(ATTRIBUTE)) {
                return true;
            }
        }
        return false;
    }

    private Item binary(int index, ConsumerRecord<?, ?> record, byte[] value) {
        Members event = new Members();
        for (Header header : record.headers()) {
            String name = name(header);
            if (name == null) {
                continue;
            }
            if (event.find(name) >= 0) {
                throw RejectedEventException.at(Reason.INVALID_FIELD, name, "is there twice");
            }
            event.add(name, text(header));
        }
        if (event.find("data") >= 0) {
            throw RejectedEventException.at(Reason.INVALID_FIELD, "data", "is the value of the record, and no header");
        }
        event.add("data", StrictJson.read(value));
        return EventReader.read(index, event);
    }

    private static @Nullable String name(Header header) {
        if (header.key().equals(CONTENT_TYPE)) {
            return "datacontenttype";
        }
        return header.key().startsWith(ATTRIBUTE) ? header.key().substring(ATTRIBUTE.length()) : null;
    }

    private static String text(Header header) {
        if (header.value() == null) {
            throw new RejectedEventException(Reason.INVALID_FIELD, "a header of the record has no value");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(header.value()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RejectedEventException(Reason.INVALID_FIELD, "a header of the record is not UTF-8");
        }
    }
}

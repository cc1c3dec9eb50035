package kr.hangil.billing.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import kr.hangil.billing.ingest.RejectedEventException.Reason;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.usage.UsageData;
import kr.hangil.contracts.usage.UsageEvent;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** Reads the bodies of {@code POST /v1/usage/events}. A body is refused whole only when its items cannot be told apart. */
final class EventReader {

    /** Most tokens one event may count: far above any context length, far below overflow. */
    static final long MAX_TOKENS = 1_000_000_000L;

    /** Most images, and most seconds of sound, that one event may count. */
    static final long MAX_ITEMS = 10_000_000L;

    private static final long MAX_MILLIS = 35L * 24 * 60 * 60 * 1000;
    private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Pattern ATTEMPT_AND_METER = Pattern.compile(":\\d{1,6}:[a-z][a-z0-9_]{0,31}");
    private static final Pattern OPERATION = Pattern.compile("[a-z][a-z0-9_.]{0,31}");

    /** @throws PlatformException {@code invalid_json}, or {@code invalid_request} when the body is not one object */
    List<Item> readOne(byte[] body) {
        return List.of(readOne(0, body));
    }

    /** As {@link #readOne(byte[])}, of the event at {@code index} of a batch. */
    Item readOne(int index, byte[] body) {
        if (!(StrictJson.read(body) instanceof Members event)) {
            throw new PlatformException(
                    ErrorCode.INVALID_REQUEST,
                    "a body of type " + UsageEvent.MEDIA_TYPE + " is one JSON object; send an array as "
                            + UsageEvent.BATCH_MEDIA_TYPE);
        }
        return read(index, event);
    }

    /** @throws PlatformException {@code invalid_json}, or {@code invalid_request} when it is no array or too long */
    List<Item> readBatch(byte[] body) {
        if (!(StrictJson.read(body) instanceof List<?> events)) {
            throw new PlatformException(
                    ErrorCode.INVALID_REQUEST,
                    "a body of type " + UsageEvent.BATCH_MEDIA_TYPE + " is a JSON array of events");
        }
        if (events.size() > UsageEvent.MAX_BATCH) {
            throw new PlatformException(
                    ErrorCode.INVALID_REQUEST,
                    "a batch has at most %d events, this one has %d".formatted(UsageEvent.MAX_BATCH, events.size()));
        }
        List<Item> items = new ArrayList<>(events.size());
        for (Object event : events) {
            items.add(read(items.size(), event));
        }
        return items;
    }

    /** The event that {@code value} is, at {@code index} of a batch; one that is none is rejected alone. */
    static Item read(int index, @Nullable Object value) {
        if (!(value instanceof Members event)) {
            return new Item.Rejected(
                    index, null, new RejectedEventException(Reason.INVALID_FIELD, "an event is a JSON object"));
        }
        try {
            return new Item.WellFormed(index, event(new Fields(event, "")));
        } catch (RejectedEventException e) {
            return new Item.Rejected(index, event.value("id") instanceof String id ? id : null, e);
        }
    }

    private static UsageEvent event(Fields fields) {
        String specversion = fields.text("specversion");
        if (!specversion.equals("1.0")) {
            throw RejectedEventException.at(Reason.UNSUPPORTED_SPECVERSION, "specversion", "must be 1.0");
        }
        String type = fields.text("type");
        if (!type.equals(UsageEvent.TYPE)) {
            throw RejectedEventException.at(Reason.UNSUPPORTED_TYPE, "type", "must be " + UsageEvent.TYPE);
        }
        String contentType = fields.optionalText("datacontenttype");
        if (contentType != null && !contentType.equals("application/json")) {
            throw fields.invalid("datacontenttype", "must be application/json");
        }
        String source = fields.text("source");
        String id = fields.text("id");
        String subject = fields.text("subject");
        fields.check("subject", subject, TENANT.asMatchPredicate(), "must be the id of a tenant");
        var time = fields.instant("time");
        UsageData data = data(fields.object("data"));
        fields.noOthers();

        if (!data.tenant().equals(subject)) {
            throw RejectedEventException.at(Reason.TENANT_MISMATCH, "data.tenant", "must equal subject");
        }
        if (!id.startsWith(data.requestId())
                || !ATTEMPT_AND_METER
                        .matcher(id.substring(data.requestId().length()))
                        .matches()) {
            throw RejectedEventException.at(
                    Reason.INVALID_ID, "id", "must be <data.requestId>:<attempt>:<meter>, for example req_1:1:tokens");
        }
        return new UsageEvent(specversion, type, source, id, subject, time, contentType, data);
    }

    private static UsageData data(Fields fields) {
        String operation = fields.text("operation");
        fields.check("operation", operation, OPERATION.asMatchPredicate(), "must be a lower-case word such as chat");
        String digest = fields.optionalText("modelDigest");
        if (digest != null) {
            fields.check("modelDigest", digest, Digest::isDigest, "must be sha256: and 64 hex digits");
        }
        long prompt = fields.count("promptTokens", MAX_TOKENS);
        long cached = fields.count("cachedPromptTokens", MAX_TOKENS);
        partOf(fields, "cachedPromptTokens", cached, "promptTokens", prompt);
        long completion = fields.count("completionTokens", MAX_TOKENS);
        long reasoning = fields.count("reasoningTokens", MAX_TOKENS);
        partOf(fields, "reasoningTokens", reasoning, "completionTokens", completion);
        UsageData data = new UsageData(
                fields.text("requestId"),
                fields.text("tenant"),
                fields.optionalText("project"),
                fields.optionalText("keyId"),
                fields.optionalText("subject"),
                operation,
                fields.text("servedModel"),
                digest,
                fields.optionalText("deployment"),
                fields.optionalText("replica"),
                fields.optionalText("region"),
                prompt,
                cached,
                completion,
                reasoning,
                outcome(fields),
                fields.bool("estimated"),
                fields.instant("startedAt"),
                fields.optionalCount("ttftMillis", MAX_MILLIS),
                fields.count("durationMillis", MAX_MILLIS),
                fields.countIfAny("images", MAX_ITEMS),
                fields.countIfAny("audioSeconds", MAX_ITEMS));
        fields.noOthers();
        return data;
    }

    private static void partOf(Fields fields, String part, long partCount, String whole, long wholeCount) {
        if (partCount > wholeCount) {
            throw fields.invalid(
                    part, "must be at most %s %d, was %d".formatted(fields.path(whole), wholeCount, partCount));
        }
    }

    private static UsageData.Outcome outcome(Fields fields) {
        String outcome = fields.text("outcome");
        return switch (outcome) {
            case "completed" -> UsageData.Outcome.COMPLETED;
            case "cancelled" -> UsageData.Outcome.CANCELLED;
            case "failed" -> UsageData.Outcome.FAILED;
            default -> throw fields.invalid("outcome", "must be completed, cancelled or failed");
        };
    }

    /** One item of a body. */
    sealed interface Item {

        int index();

        /** An event that says what it must; whether it is booked is for others to decide. */
        record WellFormed(int index, UsageEvent event) implements Item {}

        /** An item that can never be booked. */
        record Rejected(int index, @Nullable String id, RejectedEventException reason) implements Item {}
    }
}

package kr.hangil.gateway.metering;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import kr.hangil.contracts.usage.UsageData;
import kr.hangil.contracts.usage.UsageEvent;
import org.jspecify.annotations.Nullable;

/**
 * Writes usage events field by field, their names as bytes that are encoded once: twice per request, so without a mapper. What a
 * mapper reads is the same.
 */
final class EventJson {

    private static final JsonFactory JSON = new JsonFactory();
    private static final SerializableString EVENT = new SerializedString("event");
    private static final SerializableString DATA = new SerializedString("data");
    private static final SerializableString KIND = new SerializedString("kind");
    private static final SerializableString SPECVERSION = new SerializedString("specversion");
    private static final SerializableString TYPE = new SerializedString("type");
    private static final SerializableString SOURCE = new SerializedString("source");
    private static final SerializableString ID = new SerializedString("id");
    private static final SerializableString SUBJECT = new SerializedString("subject");
    private static final SerializableString TIME = new SerializedString("time");
    private static final SerializableString DATACONTENTTYPE = new SerializedString("datacontenttype");
    private static final SerializableString REQUEST_ID = new SerializedString("requestId");
    private static final SerializableString TENANT = new SerializedString("tenant");
    private static final SerializableString PROJECT = new SerializedString("project");
    private static final SerializableString KEY_ID = new SerializedString("keyId");
    private static final SerializableString OPERATION = new SerializedString("operation");
    private static final SerializableString SERVED_MODEL = new SerializedString("servedModel");
    private static final SerializableString MODEL_DIGEST = new SerializedString("modelDigest");
    private static final SerializableString DEPLOYMENT = new SerializedString("deployment");
    private static final SerializableString REPLICA = new SerializedString("replica");
    private static final SerializableString REGION = new SerializedString("region");
    private static final SerializableString PROMPT_TOKENS = new SerializedString("promptTokens");
    private static final SerializableString CACHED_PROMPT_TOKENS = new SerializedString("cachedPromptTokens");
    private static final SerializableString COMPLETION_TOKENS = new SerializedString("completionTokens");
    private static final SerializableString REASONING_TOKENS = new SerializedString("reasoningTokens");
    private static final SerializableString OUTCOME = new SerializedString("outcome");
    private static final SerializableString ESTIMATED = new SerializedString("estimated");
    private static final SerializableString STARTED_AT = new SerializedString("startedAt");
    private static final SerializableString DURATION_MILLIS = new SerializedString("durationMillis");
    private static final SerializableString TTFT_MILLIS = new SerializedString("ttftMillis");

    private EventJson() {}

    /** Writes {@code {"kind":kind,"event":event}}. */
    static void write(ByteArrayOutputStream out, String kind, UsageEvent event) {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            write(json, KIND, kind);
            json.writeFieldName(EVENT);
            json.writeStartObject();
            write(json, SPECVERSION, event.specversion());
            write(json, TYPE, event.type());
            write(json, SOURCE, event.source());
            write(json, ID, event.id());
            write(json, SUBJECT, event.subject());
            write(json, TIME, Moments.text(event.time()));
            write(json, DATACONTENTTYPE, event.datacontenttype());
            json.writeFieldName(DATA);
            json.writeStartObject();
            write(json, event.data());
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
    }

    private static void write(JsonGenerator json, UsageData data) throws IOException {
        write(json, REQUEST_ID, data.requestId());
        write(json, TENANT, data.tenant());
        write(json, PROJECT, data.project());
        write(json, KEY_ID, data.keyId());
        write(json, SUBJECT, data.subject());
        write(json, OPERATION, data.operation());
        write(json, SERVED_MODEL, data.servedModel());
        write(json, MODEL_DIGEST, data.modelDigest());
        write(json, DEPLOYMENT, data.deployment());
        write(json, REPLICA, data.replica());
        write(json, REGION, data.region());
        write(json, PROMPT_TOKENS, data.promptTokens());
        write(json, CACHED_PROMPT_TOKENS, data.cachedPromptTokens());
        write(json, COMPLETION_TOKENS, data.completionTokens());
        write(json, REASONING_TOKENS, data.reasoningTokens());
        write(json, OUTCOME, data.outcome().name().toLowerCase(Locale.ROOT));
        write(json, ESTIMATED, data.estimated());
        write(json, STARTED_AT, Moments.text(data.startedAt()));
        write(json, TTFT_MILLIS, data.ttftMillis());
        write(json, DURATION_MILLIS, data.durationMillis());
    }

    private static void write(JsonGenerator json, SerializableString field, @Nullable String text) throws IOException {
        json.writeFieldName(field);
        json.writeString(text);
    }

    private static void write(JsonGenerator json, SerializableString field, long number) throws IOException {
        json.writeFieldName(field);
        json.writeNumber(number);
    }

    private static void write(JsonGenerator json, SerializableString field, @Nullable Long number) throws IOException {
        json.writeFieldName(field);
        if (number == null) {
            json.writeNull();
        } else {
            json.writeNumber(number);
        }
    }

    private static void write(JsonGenerator json, SerializableString field, boolean value) throws IOException {
        json.writeFieldName(field);
        json.writeBoolean(value);
    }
}

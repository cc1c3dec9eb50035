package kr.hangil.gateway.metering;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import kr.hangil.contracts.usage.UsageData;
import kr.hangil.contracts.usage.UsageEvent;
import org.jspecify.annotations.Nullable;

/** Writes usage events field by field: twice per request, so without a mapper. What a mapper reads is the same. */
final class EventJson {

    private static final JsonFactory JSON = new JsonFactory();

    private EventJson() {}

    /** Writes {@code {"kind":kind,"event":event}}. */
    static void write(ByteArrayOutputStream out, String kind, UsageEvent event) {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("kind", kind);
            json.writeObjectFieldStart("event");
            json.writeStringField("specversion", event.specversion());
            json.writeStringField("type", event.type());
            json.writeStringField("source", event.source());
            json.writeStringField("id", event.id());
            json.writeStringField("subject", event.subject());
            json.writeStringField("time", event.time().toString());
            json.writeStringField("datacontenttype", event.datacontenttype());
            json.writeObjectFieldStart("data");
            write(json, event.data());
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
    }

    private static void write(JsonGenerator json, UsageData data) throws IOException {
        json.writeStringField("requestId", data.requestId());
        json.writeStringField("tenant", data.tenant());
        json.writeStringField("project", data.project());
        json.writeStringField("keyId", data.keyId());
        json.writeStringField("subject", data.subject());
        json.writeStringField("operation", data.operation());
        json.writeStringField("servedModel", data.servedModel());
        json.writeStringField("modelDigest", data.modelDigest());
        json.writeStringField("deployment", data.deployment());
        json.writeStringField("replica", data.replica());
        json.writeStringField("region", data.region());
        json.writeNumberField("promptTokens", data.promptTokens());
        json.writeNumberField("cachedPromptTokens", data.cachedPromptTokens());
        json.writeNumberField("completionTokens", data.completionTokens());
        json.writeNumberField("reasoningTokens", data.reasoningTokens());
        json.writeStringField("outcome", data.outcome().name().toLowerCase(Locale.ROOT));
        json.writeBooleanField("estimated", data.estimated());
        json.writeStringField("startedAt", data.startedAt().toString());
        write(json, "ttftMillis", data.ttftMillis());
        json.writeNumberField("durationMillis", data.durationMillis());
    }

    private static void write(JsonGenerator json, String field, @Nullable Long number) throws IOException {
        if (number == null) {
            json.writeNullField(field);
        } else {
            json.writeNumberField(field, number);
        }
    }
}

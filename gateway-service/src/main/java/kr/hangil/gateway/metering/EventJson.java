package kr.hangil.gateway.metering;

import static kr.hangil.gateway.metering.JsonLine.ascii;

import java.util.Locale;
import kr.hangil.contracts.usage.UsageData;
import kr.hangil.contracts.usage.UsageEvent;

/**
 * Writes usage events field by field, their names and what is between them as bytes that are encoded once: twice per request, so
 * without a mapper. What a mapper reads is the same.
 */
final class EventJson {

    private static final byte[] KIND = ascii("{\"kind\":");
    private static final byte[] SPECVERSION = ascii(",\"event\":{\"specversion\":");
    private static final byte[] TYPE = next("type");
    private static final byte[] SOURCE = next("source");
    private static final byte[] ID = next("id");
    private static final byte[] SUBJECT = next("subject");
    private static final byte[] TIME = next("time");
    private static final byte[] DATACONTENTTYPE = next("datacontenttype");
    private static final byte[] REQUEST_ID = ascii(",\"data\":{\"requestId\":");
    private static final byte[] TENANT = next("tenant");
    private static final byte[] PROJECT = next("project");
    private static final byte[] KEY_ID = next("keyId");
    private static final byte[] OPERATION = next("operation");
    private static final byte[] SERVED_MODEL = next("servedModel");
    private static final byte[] MODEL_DIGEST = next("modelDigest");
    private static final byte[] DEPLOYMENT = next("deployment");
    private static final byte[] REPLICA = next("replica");
    private static final byte[] REGION = next("region");
    private static final byte[] PROMPT_TOKENS = next("promptTokens");
    private static final byte[] CACHED_PROMPT_TOKENS = next("cachedPromptTokens");
    private static final byte[] COMPLETION_TOKENS = next("completionTokens");
    private static final byte[] REASONING_TOKENS = next("reasoningTokens");
    private static final byte[] OUTCOME = next("outcome");
    private static final byte[] ESTIMATED = next("estimated");
    private static final byte[] STARTED_AT = next("startedAt");
    private static final byte[] TTFT_MILLIS = next("ttftMillis");
    private static final byte[] DURATION_MILLIS = next("durationMillis");
    private static final byte[] END = ascii("}}}");

    private EventJson() {}

    private static byte[] next(String name) {
        return ascii(",\"" + name + "\":");
    }

    /** Writes {@code {"kind":kind,"event":event}}. */
    static void write(JsonLine json, String kind, UsageEvent event) {
        json.raw(KIND).text(kind);
        json.raw(SPECVERSION).text(event.specversion());
        json.raw(TYPE).text(event.type());
        json.raw(SOURCE).text(event.source());
        json.raw(ID).text(event.id());
        json.raw(SUBJECT).text(event.subject());
        json.raw(TIME).text(Moments.text(event.time()));
        json.raw(DATACONTENTTYPE).text(event.datacontenttype());
        write(json, event.data());
        json.raw(END);
    }

    private static void write(JsonLine json, UsageData data) {
        json.raw(REQUEST_ID).text(data.requestId());
        json.raw(TENANT).text(data.tenant());
        json.raw(PROJECT).text(data.project());
        json.raw(KEY_ID).text(data.keyId());
        json.raw(SUBJECT).text(data.subject());
        json.raw(OPERATION).text(data.operation());
        json.raw(SERVED_MODEL).text(data.servedModel());
        json.raw(MODEL_DIGEST).text(data.modelDigest());
        json.raw(DEPLOYMENT).text(data.deployment());
        json.raw(REPLICA).text(data.replica());
        json.raw(REGION).text(data.region());
        json.raw(PROMPT_TOKENS).number(data.promptTokens());
        json.raw(CACHED_PROMPT_TOKENS).number(data.cachedPromptTokens());
        json.raw(COMPLETION_TOKENS).number(data.completionTokens());
        json.raw(REASONING_TOKENS).number(data.reasoningTokens());
        json.raw(OUTCOME).text(data.outcome().name().toLowerCase(Locale.ROOT));
        json.raw(ESTIMATED).truth(data.estimated());
        json.raw(STARTED_AT).text(Moments.text(data.startedAt()));
        json.raw(TTFT_MILLIS).number(data.ttftMillis());
        json.raw(DURATION_MILLIS).number(data.durationMillis());
    }
}

package kr.hangil.billing;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import kr.hangil.stack.quarkus.Midday;
import org.jspecify.annotations.Nullable;

/** A valid usage event, and whatever a test makes of it. */
public final class EventBuilder {

    private final Map<String, @Nullable Object> event = new LinkedHashMap<>();
    private final Map<String, @Nullable Object> data = new LinkedHashMap<>();

    EventBuilder(String tenant, String model) {
        String now = Midday.now().toString();
        event.put("specversion", "1.0");
        event.put("type", "kr.hangil.usage.v1");
        event.put("source", "/regions/kr-ulsan/gateways/gw-test");
        event.put("subject", tenant);
        event.put("time", now);
        event.put("datacontenttype", "application/json");
        event.put("data", data);
        data.put("tenant", tenant);
        data.put("project", null);
        data.put("keyId", "k1");
        data.put("subject", null);
        data.put("operation", "chat");
        data.put("servedModel", model);
        data.put("modelDigest", "sha256:" + "0".repeat(64));
        data.put("deployment", "d");
        data.put("replica", "r");
        data.put("region", "kr-ulsan");
        data.put("outcome", "completed");
        data.put("estimated", false);
        data.put("startedAt", now);
        data.put("ttftMillis", 12);
        data.put("durationMillis", 340);
        request("req_" + UUID.randomUUID()).tokens(0, 0, 0);
    }

    /** The request it is of; its id follows. */
    public EventBuilder request(String requestId) {
        data.put("requestId", requestId);
        return with("id", requestId + ":1:tokens");
    }

    public EventBuilder tokens(long prompt, long cached, long completion) {
        return data("promptTokens", prompt)
                .data("cachedPromptTokens", cached)
                .data("completionTokens", completion)
                .data("reasoningTokens", 0L);
    }

    public EventBuilder at(Instant time) {
        return with("time", time.toString());
    }

    public EventBuilder with(String field, @Nullable Object value) {
        event.put(field, value);
        return this;
    }

    public EventBuilder without(String field) {
        event.remove(field);
        return this;
    }

    public EventBuilder data(String field, @Nullable Object value) {
        data.put(field, value);
        return this;
    }

    public EventBuilder withoutData(String field) {
        data.remove(field);
        return this;
    }

    public String id() {
        return String.valueOf(event.get("id"));
    }

    public Map<String, @Nullable Object> build() {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>(event);
        copy.put("data", new LinkedHashMap<>(data));
        return copy;
    }
}

package kr.hangil.gateway.protocol;

import io.vertx.core.buffer.Buffer;
import kr.hangil.gateway.metering.TokenCounts;

/** The pods' own words: everything passes as it comes. */
public final class OpenAiDialect implements Dialect {

    private static final Buffer DONE = Buffer.buffer("data: [DONE]\n\n");
    private static final Buffer PING = Buffer.buffer(": ping\n\n");

    @Override
    public boolean translates() {
        return false;
    }

    @Override
    public byte[] request(byte[] body) {
        return body;
    }

    @Override
    public Buffer whole(Buffer answer, TokenCounts counts) {
        return answer;
    }

    @Override
    public Buffer events(Buffer events) {
        return events;
    }

    @Override
    public Buffer end(TokenCounts counts) {
        return DONE;
    }

    /** The envelope, extended by a choice that has ended with an error: after it the stream closes without an end mark. */
    @Override
    public Buffer failure(Buffer envelope) {
        Buffer event = Buffer.buffer("data: ");
        event.appendBuffer(envelope, 0, envelope.length() - 1);
        return event.appendString(",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"error\"}]}\n\n");
    }

    @Override
    public Buffer refusal(Buffer envelope) {
        return envelope;
    }

    @Override
    public Buffer ping() {
        return PING;
    }
}

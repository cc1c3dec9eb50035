package kr.hangil.billing.ingest;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.usage.UsageData;
import kr.hangil.contracts.usage.UsageEvent;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 over the content of an event as a typed tuple, field by field in a fixed order.
 *
 * <p>Not over JSON text: key order, spaces, {@code null} against absent and {@code 09:00+09:00} against {@code 00:00Z}
 * are the same content. Every field is a tag and its value, texts with their length, so that no two tuples share bytes.
 * The tuple is part of what is stored: a change of it needs a new version name and a way to check the old.
 */
public final class Fingerprint {

    private static final String VERSION = "kr.hangil.usage.v1/1";

    private static final int NULL = 0;
    private static final int TEXT = 1;
    private static final int WHOLE = 2;
    private static final int TIME = 3;
    private static final int TRUTH = 4;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    private final DataOutputStream out = new DataOutputStream(bytes);

    private Fingerprint() {}

    /** The fingerprint of {@code event}, whose times must be whole microseconds. */
    public static Digest of(UsageEvent event) {
        try {
            Fingerprint tuple = new Fingerprint();
            tuple.write(event);
            return Digest.of(MessageDigest.getInstance("SHA-256").digest(tuple.bytes.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private void write(UsageEvent event) throws IOException {
        text(VERSION);
        text(event.source());
        text(event.id());
        text(event.subject());
        time(event.time());
        UsageData data = event.data();
        text(data.requestId());
        text(data.tenant());
        text(data.project());
        text(data.keyId());
        text(data.subject());
        text(data.operation());
        text(data.servedModel());
        text(data.modelDigest());
        text(data.deployment());
        text(data.replica());
        text(data.region());
        whole(data.promptTokens());
        whole(data.cachedPromptTokens());
        whole(data.completionTokens());
        whole(data.reasoningTokens());
        text(data.outcome().name());
        out.writeByte(TRUTH);
        out.writeBoolean(data.estimated());
        time(data.startedAt());
        Long ttft = data.ttftMillis();
        if (ttft == null) {
            out.writeByte(NULL);
        } else {
            whole(ttft);
        }
        whole(data.durationMillis());
    }

    private void text(@Nullable String value) throws IOException {
        if (value == null) {
            out.writeByte(NULL);
            return;
        }
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        out.writeByte(TEXT);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    private void whole(long value) throws IOException {
        out.writeByte(WHOLE);
        out.writeLong(value);
    }

    private void time(Instant value) throws IOException {
        out.writeByte(TIME);
        out.writeLong(value.getEpochSecond());
        out.writeInt(value.getNano());
    }
}

package kr.hangil.billing.ingest;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.usage.UsageData;
import kr.hangil.contracts.usage.UsageEvent;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 over the content of an event as a typed tuple, field by field in a fixed order.
 *
 * <p>Not over JSON text: key order, spaces, {@code null} against absent and {@code 09:00+09:00} against {@code 00:00Z}
 * are the same content. Every field is a tag and its value, texts with their length, so that no two tuples share bytes.
 * The tuple is part of what is stored: a change of it needs a new version name and a way to check the old. So an event that
 * counts tokens alone has the tuple it had before there were images and seconds, and any other the second version of it.
 */
public final class Fingerprint {

    private static final String TOKENS_ALONE = "kr.hangil.usage.v1/1";
    private static final String WITH_ITEMS = "kr.hangil.usage.v1/2";

    private static final byte NULL = 0;
    private static final byte TEXT = 1;
    private static final byte WHOLE = 2;
    private static final byte TIME = 3;
    private static final byte TRUTH = 4;

    /** Bytes of a field that is no text, at most. */
    private static final int WIDEST = 1 + Long.BYTES + Integer.BYTES;

    private final byte[] sha256;

    private Fingerprint(byte[] sha256) {
        this.sha256 = sha256;
    }

    /** The fingerprint of {@code event}, whose times must be whole microseconds. */
    public static Fingerprint of(UsageEvent event) {
        Tuple tuple = new Tuple();
        tuple.write(event);
        MessageDigest digest = Digest.sha256();
        digest.update(tuple.out.flip());
        return new Fingerprint(digest.digest());
    }

    /** The one that is stored as {@code sha256}, 32 bytes. */
    static Fingerprint stored(byte[] sha256) {
        return new Fingerprint(sha256);
    }

    /** What is stored of it: 32 bytes. */
    Buffer toBuffer() {
        return Buffer.buffer(sha256);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Fingerprint that && Arrays.equals(sha256, that.sha256);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sha256);
    }

    /** As a {@link Digest}. */
    @Override
    public String toString() {
        return Digest.of(sha256).value();
    }

    /** The bytes that are hashed. */
    private static final class Tuple {

        // Not a stream, which would ask for a lock at each byte: every event of a batch comes by here.
        private ByteBuffer out = ByteBuffer.allocate(1024);

        private void write(UsageEvent event) {
            boolean items = event.data().images() > 0 || event.data().audioSeconds() > 0;
            text(items ? WITH_ITEMS : TOKENS_ALONE);
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
            room(WIDEST).put(TRUTH).put((byte) (data.estimated() ? 1 : 0));
            time(data.startedAt());
            Long ttft = data.ttftMillis();
            if (ttft == null) {
                room(WIDEST).put(NULL);
            } else {
                whole(ttft);
            }
            whole(data.durationMillis());
            if (items) {
                whole(data.images());
                whole(data.audioSeconds());
            }
        }

        private void text(@Nullable String value) {
            if (value == null) {
                room(WIDEST).put(NULL);
                return;
            }
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            room(WIDEST + utf8.length).put(TEXT).putInt(utf8.length).put(utf8);
        }

        private void whole(long value) {
            room(WIDEST).put(WHOLE).putLong(value);
        }

        private void time(Instant value) {
            room(WIDEST).put(TIME).putLong(value.getEpochSecond()).putInt(value.getNano());
        }

        /** What has been written, with room for {@code bytes} more. */
        private ByteBuffer room(int bytes) {
            if (out.remaining() < bytes) {
                out = ByteBuffer.allocate(2 * out.capacity() + bytes).put(out.flip());
            }
            return out;
        }
    }
}

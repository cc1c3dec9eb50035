package kr.hangil.inference.openai;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import kr.hangil.inference.load.TokenMeter;
import org.jspecify.annotations.Nullable;

/** Counts one answer while it passes: when it began, how much was written, what it says it used. */
final class AnswerMeter {

    /** Events of a stream that carry no token: the role, and the end. */
    private static final int EVENTS_WITHOUT_TOKEN = 2;

    private final TokenMeter tokens;
    private final UsageScan scan = new UsageScan();
    private UsageScan.@Nullable Usage gathered;
    private long asked;
    private int events;

    AnswerMeter(TokenMeter tokens) {
        this.tokens = tokens;
    }

    /** The engine is asked now. */
    void ask() {
        asked = System.nanoTime();
    }

    /** Whether it was asked. */
    boolean wasAsked() {
        return asked != 0;
    }

    /** An event of the engine's stream came. */
    void event(EngineEvent event) {
        if (event.isData()) {
            if (events++ == 0) {
                tokens.firstToken(Duration.ofNanos(System.nanoTime() - asked));
            }
            tokens.wrote(1);
        }
    }

    /** Bytes of the answer go to the client. */
    void passed(Buffer bytes) {
        scan.feed(bytes);
    }

    /** One of several answers that are made one. */
    void gathered(Buffer answer) {
        UsageScan one = new UsageScan();
        one.feed(answer);
        UsageScan.Usage usage = one.usage();
        if (usage != null) {
            UsageScan.Usage before = gathered;
            gathered = before == null ? usage : before.plus(usage);
        }
    }

    /** An answer that was no stream is whole. */
    void whole() {
        UsageScan.Usage usage = usage();
        tokens.wrote(usage == null ? 0 : usage.outputTokens());
    }

    /** What the answer says it used; null where it does not say, or has not yet. */
    UsageScan.@Nullable Usage usage() {
        return gathered != null ? gathered : scan.usage();
    }

    /** Output tokens by the events that came. */
    long estimatedOutput() {
        return Math.max(0, events - EVENTS_WITHOUT_TOKEN);
    }
}

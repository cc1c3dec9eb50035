package kr.hangil.gateway.protocol;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import kr.hangil.gateway.metering.TokenCounts;

/**
 * The words of one exchange with one client: its request in the pods' words, the pod's answer in its own.
 *
 * <p>Has a state and is confined to its exchange. The calls come in the order: {@link #request}, then either {@link
 * #whole}, or {@link #events} as often as there are some and {@link #end} or {@link #failure}; {@link #refusal} may come
 * at any time before the first of those.
 */
public interface Dialect {

    /** Whether bodies are read as a whole and written anew, which takes time in proportion to their size. */
    boolean translates();

    /**
     * What a pod is to be sent for {@code body}; the same bytes where nothing {@linkplain #translates() is translated}.
     *
     * @throws kr.hangil.platform.error.PlatformException 400, naming the client's own field at fault
     */
    byte[] request(byte[] body);

    /**
     * A whole answer.
     *
     * @param answer the pod's, a JSON document
     * @param counts what is billed for it
     * @throws IOException when the pod's answer is not what it should be
     */
    Buffer whole(Buffer answer, TokenCounts counts) throws IOException;

    /**
     * Events of a stream.
     *
     * @param events whole events of the pod without its end mark, usage included; possibly none
     * @return the client's events for them, possibly none
     * @throws IOException when the pod's events are not what they should be
     */
    Buffer events(Buffer events) throws IOException;

    /** What ends a stream well, and nothing else does. */
    Buffer end(TokenCounts counts);

    /**
     * What ends a stream badly.
     *
     * @param envelope a {@link kr.hangil.contracts.error.ErrorEnvelope} in JSON
     */
    Buffer failure(Buffer envelope);

    /**
     * The body of a refusal.
     *
     * @param envelope a {@link kr.hangil.contracts.error.ErrorEnvelope} in JSON
     */
    Buffer refusal(Buffer envelope);

    /** What keeps a silent stream open and means nothing; may come before every event. */
    Buffer ping();
}

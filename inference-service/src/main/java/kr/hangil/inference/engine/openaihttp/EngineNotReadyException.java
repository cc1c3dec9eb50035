package kr.hangil.inference.engine.openaihttp;

import java.util.concurrent.TimeoutException;

/** An engine gave no token. */
public final class EngineNotReadyException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Whether it simply did not answer in time. */
    boolean isSilence() {
        return getCause() instanceof TimeoutException;
    }

    EngineNotReadyException(String message, Throwable cause) {
        super(message, cause);
    }
}

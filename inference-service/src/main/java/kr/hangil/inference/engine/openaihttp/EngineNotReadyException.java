package kr.hangil.inference.engine.openaihttp;

/** An engine gave no token. */
public final class EngineNotReadyException extends Exception {

    private static final long serialVersionUID = 1L;

    EngineNotReadyException(String message, Throwable cause) {
        super(message, cause);
    }
}

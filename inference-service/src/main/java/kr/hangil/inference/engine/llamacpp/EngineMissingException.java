package kr.hangil.inference.engine.llamacpp;

/** There is no llama-server and none can be made; the message says what to do. */
public final class EngineMissingException extends Exception {

    private static final long serialVersionUID = 1L;

    EngineMissingException(String message) {
        super(message);
    }
}

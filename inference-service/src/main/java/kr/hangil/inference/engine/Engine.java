package kr.hangil.inference.engine;

import java.util.Optional;

/** One model being served by one server of OpenAI's API. Safe for use by several threads. */
public interface Engine {

    /**
     * Begins to serve {@code model} and keeps at it until {@link #stop()}; returns at once, {@link #status()} tells.
     * Does nothing once stopped.
     *
     * @throws IllegalStateException when it was started before
     */
    void start(EngineModel model);

    /** How it is now. */
    EngineStatus status();

    /** Where it listens; present only while {@link EngineStatus.Phase#READY}, and never where its server is elsewhere. */
    Optional<EngineEndpoint> endpoint();

    /**
     * Has its server begun anew, because it has stopped working without dying.
     *
     * @return false where that is somebody else's to do
     */
    boolean restart(String why);

    /** Ends serving and frees what it holds; blocks until that is so, 10 seconds at most. Does nothing when repeated. */
    void stop();
}

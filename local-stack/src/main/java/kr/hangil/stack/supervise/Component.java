package kr.hangil.stack.supervise;

import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import kr.hangil.stack.process.ChildProcess;

/**
 * A process the supervisor keeps running.
 *
 * @param name unique in a stack; also the name of its log
 * @param launch says how to start it; asked again at every restart
 * @param ready whether it answers
 * @param startLimit how long it may take from start to ready
 * @param stopPatience how long it may take to end when asked
 */
public record Component(String name, Launch launch, BooleanSupplier ready, Duration startLimit, Duration stopPatience) {

    /** Says how to start a component. */
    @FunctionalInterface
    public interface Launch {
        /** Prepares what the process needs and returns its command. */
        ChildProcess.Spec spec() throws IOException;
    }
}

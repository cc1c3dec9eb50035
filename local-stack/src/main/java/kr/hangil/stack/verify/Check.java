package kr.hangil.stack.verify;

import java.util.List;
import java.util.function.Consumer;

/**
 * One thing that must be true.
 *
 * @param name what is compared
 * @param look compares it
 */
public record Check(String name, Look look) {

    /** Compares. */
    @FunctionalInterface
    public interface Look {
        /**
         * Looks at everything there is.
         *
         * @param progress told now and then, for people, how far it is
         */
        Outcome run(Consumer<String> progress) throws Exception;
    }

    /**
     * What was found.
     *
     * @param looked how much was looked at, for people
     * @param differences everything that is not as it must be
     */
    public record Outcome(String looked, List<String> differences) {
        public Outcome {
            differences = List.copyOf(differences);
        }
    }
}

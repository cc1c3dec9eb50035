package kr.hangil.stack.verify;

import java.util.List;

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
        /** Looks at everything there is. */
        Outcome run() throws Exception;
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

package kr.hangil.inference.weights;

/** The weights are not here and verified; the message names the version or file and says why. */
public class WeightsException extends Exception {

    private static final long serialVersionUID = 1L;

    WeightsException(String message) {
        super(message);
    }

    WeightsException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The registry could not be asked; asking again may help. */
    static final class Unreachable extends WeightsException {

        private static final long serialVersionUID = 1L;

        Unreachable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}

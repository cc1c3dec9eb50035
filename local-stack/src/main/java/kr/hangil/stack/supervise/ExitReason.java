package kr.hangil.stack.supervise;

/** Why a process ended, from its exit code. */
public final class ExitReason {

    private static final int SIGNAL_BASE = 128;
    private static final int LAST_SIGNAL = 64;

    private ExitReason() {}

    /** Returns whether a signal ended it. */
    public static boolean isSignal(int exitCode) {
        return exitCode > SIGNAL_BASE && exitCode <= SIGNAL_BASE + LAST_SIGNAL;
    }

    /** Returns the reason in words. */
    public static String words(int exitCode) {
        return isSignal(exitCode)
                ? "was ended by signal " + signal(exitCode - SIGNAL_BASE)
                : "ended with exit code " + exitCode;
    }

    private static String signal(int number) {
        return switch (number) {
            case 1 -> "1 (HUP)";
            case 2 -> "2 (INT)";
            case 3 -> "3 (QUIT)";
            case 6 -> "6 (ABRT)";
            case 7 -> "7 (BUS)";
            case 9 -> "9 (KILL: by a person, or by the system when memory ran out)";
            case 11 -> "11 (SEGV)";
            case 15 -> "15 (TERM)";
            default -> Integer.toString(number);
        };
    }
}

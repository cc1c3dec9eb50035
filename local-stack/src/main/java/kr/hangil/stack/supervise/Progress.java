package kr.hangil.stack.supervise;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

/** Lines that tell a user what happens, each with the seconds since the start. Thread-safe. */
public final class Progress {

    private final PrintStream out;
    private final InstantSource clock;
    private final Instant start;

    /** Begins to count the seconds now. */
    public Progress(PrintStream out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
        this.start = clock.instant();
    }

    /** Returns a progress on standard output. */
    public static Progress onConsole() {
        return new Progress(System.out, InstantSource.system());
    }

    /** Tells one thing about one component. */
    public void say(String component, String text) {
        synchronized (out) {
            double seconds = sinceStart().toMillis() / 1000.0;
            out.printf(Locale.ROOT, "%7.1f s  %-10s %s%n", seconds, component, text);
            out.flush();
        }
    }

    /** Tells one thing and shows lines below it. */
    public void say(String component, String text, List<String> lines) {
        synchronized (out) {
            say(component, text);
            lines.forEach(line -> out.println("             | " + line));
            out.flush();
        }
    }

    /** Prints text as it is. */
    public void print(String text) {
        synchronized (out) {
            out.println(text);
            out.flush();
        }
    }

    /** Returns the time since this object was made. */
    public Duration sinceStart() {
        return Duration.between(start, clock.instant());
    }

    /** Returns a duration as a person would say it: {@code 0.4 s}, {@code 12 s}, {@code 3 min}, {@code 2 h 5 min}. */
    public static String words(Duration duration) {
        if (duration.toSeconds() < 10) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        if (duration.toMinutes() < 2) {
            return duration.toSeconds() + " s";
        }
        return duration.toHours() == 0
                ? duration.toMinutes() + " min"
                : duration.toHours() + " h " + duration.toMinutesPart() + " min";
    }
}

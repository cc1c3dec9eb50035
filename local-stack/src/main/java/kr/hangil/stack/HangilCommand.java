package kr.hangil.stack;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./hangil}: the platform on one machine. */
@Command(name = "hangil", mixinStandardHelpOptions = true)
public final class HangilCommand implements Runnable {

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    /** Entry point. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new HangilCommand()).execute(args));
    }
}

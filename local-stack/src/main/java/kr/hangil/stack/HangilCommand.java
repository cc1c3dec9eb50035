package kr.hangil.stack;

import kr.hangil.stack.cli.HangilCli;

/** Entry point of {@code ./hangil}. */
public final class HangilCommand {

    private HangilCommand() {}

    /** Runs one command and exits with its code. */
    public static void main(String[] args) {
        System.exit(HangilCli.run(args));
    }
}

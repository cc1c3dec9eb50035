package kr.hangil.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchCommandTest {

    @Test
    void shouldKeepWhatFollowsTheNameForTheBenchmark() {
        CommandLine bench = new CommandLine(new BenchCommand());

        CommandLine.ParseResult parsed = bench.parseArgs("gateway", "--quick", "--only=requests");

        assertThat(parsed.unmatched()).containsExactly("--quick", "--only=requests");
    }
}

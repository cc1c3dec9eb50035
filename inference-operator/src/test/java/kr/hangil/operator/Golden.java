package kr.hangil.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that say what is expected. {@code -Dhangil.golden=write} writes them anew; then read the difference. */
public final class Golden {

    private Golden() {}

    /** The root of the repository. */
    public static Path root() {
        return Path.of(System.getProperty("hangil.root", "..")).toAbsolutePath().normalize();
    }

    public static void assertIs(Path file, String actual) throws IOException {
        if ("write".equals(System.getProperty("hangil.golden"))) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, actual);
        }
        assertThat(actual).as(file.toString()).isEqualTo(Files.exists(file) ? Files.readString(file) : "");
    }
}

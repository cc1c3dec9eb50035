package kr.hangil.inference.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The demo model in the repository. */
public final class DemoModel {

    /** Its file's name. */
    public static final String FILE = "hangil-mini-q8_0.gguf";

    private DemoModel() {}

    public static Path path() {
        Path root = Path.of(System.getProperty("hangil.root", "..")).toAbsolutePath();
        return root.resolve("models/hangil-mini").resolve(FILE);
    }

    public static byte[] bytes() {
        try {
            return Files.readAllBytes(path());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

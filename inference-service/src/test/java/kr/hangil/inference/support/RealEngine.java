package kr.hangil.inference.support;

import java.nio.file.Path;
import java.util.Optional;
import kr.hangil.inference.engine.llamacpp.EngineMissingException;
import kr.hangil.inference.engine.llamacpp.LlamaServerBinary;

/** llama-server for tests, found or built as the service itself does it; the first time takes minutes and says so. */
public final class RealEngine {

    private RealEngine() {}

    public static Path path() {
        Optional<Path> configured =
                Optional.ofNullable(System.getenv("HANGIL_ENGINE_PATH")).map(Path::of);
        try {
            return new LlamaServerBinary(configured, System.getenv(), System.err::println).locate();
        } catch (EngineMissingException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the engine was built", e);
        }
    }
}

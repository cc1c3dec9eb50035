package kr.hangil.inference.engine.openaihttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import kr.hangil.inference.engine.Engine;
import kr.hangil.inference.engine.EngineEndpoint;
import kr.hangil.inference.engine.EngineStatus.Phase;
import kr.hangil.inference.engine.EngineSuite;
import kr.hangil.inference.engine.Progress;
import kr.hangil.inference.support.DemoModel;
import kr.hangil.inference.support.RealEngine;
import org.junit.jupiter.api.Test;

/** The server that somebody else runs is a llama-server that the test runs. */
@SuppressWarnings("NullAway.Init") // fields are set by create()
class RemoteEngineTest extends EngineSuite {

    private static final String KEY = "a key of the test";

    private int port;
    private Process server;
    private RemoteEngine engine;

    @Override
    protected Engine create(EngineHttp http) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        server = run();
        engine = new RemoteEngine(
                http, new EngineEndpoint(URI.create("http://127.0.0.1:" + port), Optional.of(KEY)), new Progress());
        return engine;
    }

    private Process run() throws IOException {
        List<String> line = List.of(
                RealEngine.path().toString(),
                "--model",
                DemoModel.path().toString(),
                "--alias",
                "hangil-mini",
                "--host",
                "127.0.0.1",
                "--port",
                String.valueOf(port),
                "--ctx-size",
                "512",
                "--threads",
                "1",
                "--parallel",
                "1",
                "--offline",
                "--no-ui");
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("LLAMA_API_KEY", KEY);
        return builder.start();
    }

    @Override
    protected void crash(Engine started) throws Exception {
        server.destroyForcibly().waitFor();
        server = run();
    }

    @Override
    protected void tidy() throws Exception {
        server.destroyForcibly().waitFor();
    }

    @Test
    void shouldNotBeReadyWhileNothingListens() throws Exception {
        // Given
        server.destroyForcibly().waitFor();

        // When
        engine.start(demo());

        // Then
        await().atMost(SOON).until(() -> engine.status().detail().startsWith("no token"));
        assertThat(engine.status().phase()).isEqualTo(Phase.STARTING);
        assertThat(engine.endpoint()).isEmpty();
    }
}

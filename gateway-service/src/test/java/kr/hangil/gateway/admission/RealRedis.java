package kr.hangil.gateway.admission;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;
import redis.embedded.RedisServer;

/** A real Redis whose process can be made to stand still. */
record RealRedis(Vertx vertx, RedisServer server, String url, Redis admin) {

    static RealRedis start() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        RedisServer server = RedisServer.builder().port(port).bind("127.0.0.1").build();
        server.start();
        Vertx vertx = Vertx.vertx();
        String url = "redis://127.0.0.1:" + port;
        return new RealRedis(vertx, server, url, Redis.createClient(vertx, url));
    }

    /**
     * Settings of one of three gateways. The pause is longer than what three of them wait for one answer each: where they are asked in turn,
     * each question would be one that goes through otherwise.
     */
    static AdmissionConfig config() {
        return AdmissionParts.config(Map.of(
                        "hangil.gateway.admission.redis.gateways",
                        "3",
                        "hangil.gateway.admission.redis.lease",
                        "2s",
                        "hangil.gateway.admission.redis.timeout",
                        "400ms",
                        "hangil.gateway.admission.redis.pause",
                        "3s"))
                .getConfigMapping(AdmissionConfig.class);
    }

    /** Returns once it answers. */
    void awaitAnswer() {
        admin.send(Request.cmd(Command.PING))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    /** From now on it takes what it is sent and answers nothing, until that is closed. */
    Standstill standStill() throws IOException, InterruptedException {
        String info = admin.send(Request.cmd(Command.INFO).arg("server"))
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .toString();
        long pid = info.lines()
                .filter(line -> line.startsWith("process_id:"))
                .mapToLong(line -> Long.parseLong(line.substring("process_id:".length())))
                .findFirst()
                .orElseThrow();
        signal("STOP", pid);
        return new Standstill(pid);
    }

    /** A process that stands still. */
    record Standstill(long pid) implements AutoCloseable {
        @Override
        public void close() throws IOException, InterruptedException {
            signal("CONT", pid);
        }
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    }

    void stop() throws IOException {
        admin.close();
        server.stop();
        vertx.close();
    }
}

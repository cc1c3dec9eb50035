package kr.hangil.billing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/** A real broker in this JVM: one node that is its own controller, with its data in a temporary folder. */
public final class KafkaBroker implements QuarkusTestResourceLifecycleManager {

    /** The topic that the running service reads. */
    public static final String TOPIC = "hangil.usage.v1";

    private static final String STORE_PASSWORD = "changeit";

    private @Nullable KafkaRaftServer server;
    private @Nullable Path data;
    private String address = "";
    private String secureAddress = "";

    /** The broker's address, for tests that name it as a field. */
    public String address() {
        return address;
    }

    /** The address of the listener with TLS, where one signs in by SCRAM-SHA-512. */
    public String secureAddress() {
        return secureAddress;
    }

    /** The certificate of {@link #secureAddress}, as PEM. */
    public Path certificate() {
        return Objects.requireNonNull(data).resolve("broker.pem");
    }

    /** Lets a user sign in. */
    public void allow(String user, String password) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), password)))
                    .all()
                    .get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("hangil-kafka");
            data = folder;
            int[] ports = ports();
            address = "localhost:" + ports[0];
            secureAddress = "localhost:" + ports[2];
            makeCertificate(folder);
            // What formatting a node's storage leaves; the rest are defaults.
            Files.writeString(
                    folder.resolve("meta.properties"),
                    "version=1\ncluster.id=" + Uuid.randomUuid() + "\nnode.id=1\ndirectory.id=" + Uuid.randomUuid()
                            + "\n");
            KafkaRaftServer started = new KafkaRaftServer(KafkaConfig.fromProps(settings(folder, ports)), Time.SYSTEM);
            server = started;
            started.startup();
            create(Map.of(), TOPIC, TOPIC + ".rejected");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of("hangil.billing.kafka.brokers", address);
    }

    /** Makes topics of three partitions. */
    public void create(Map<String, String> settings, String... topics) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
            admin.createTopics(Stream.of(topics)
                            .map(topic -> new NewTopic(topic, 3, (short) 1).configs(settings))
                            .toList())
                    .all()
                    .get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void makeCertificate(Path folder) throws IOException {
        keytool(
                folder,
                "-genkeypair",
                "-alias",
                "broker",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost");
        keytool(
                folder,
                "-exportcert",
                "-rfc",
                "-alias",
                "broker",
                "-file",
                folder.resolve("broker.pem").toString());
    }

    private static void keytool(Path folder, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-keystore",
                folder.resolve("broker.p12").toString(),
                "-storepass",
                STORE_PASSWORD));
        command.addAll(List.of(arguments));
        Process keytool = new ProcessBuilder(command).inheritIO().start();
        if (keytool.onExit().join().exitValue() != 0) {
            throw new IOException("keytool failed");
        }
    }

    private static Properties settings(Path folder, int[] ports) {
        Properties settings = new Properties();
        settings.putAll(Map.of(
                "process.roles", "broker,controller",
                "node.id", "1",
                "controller.quorum.voters", "1@localhost:" + ports[1],
                "listeners",
                        "PLAINTEXT://localhost:" + ports[0] + ",CONTROLLER://localhost:" + ports[1]
                                + ",SASL_SSL://localhost:" + ports[2],
                "controller.listener.names", "CONTROLLER",
                "log.dirs", folder.toString(),
                "auto.create.topics.enable", "false",
                "offsets.topic.num.partitions", "1",
                "offsets.topic.replication.factor", "1",
                "group.initial.rebalance.delay.ms", "0"));
        settings.putAll(Map.of(
                "transaction.state.log.num.partitions", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL",
                "sasl.enabled.mechanisms", "SCRAM-SHA-512",
                "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required;",
                "ssl.keystore.type", "PKCS12",
                "ssl.keystore.location", folder.resolve("broker.p12").toString(),
                "ssl.keystore.password", STORE_PASSWORD));
        return settings;
    }

    private static int[] ports() throws IOException {
        try (ServerSocket one = new ServerSocket(0);
                ServerSocket other = new ServerSocket(0);
                ServerSocket third = new ServerSocket(0)) {
            return new int[] {one.getLocalPort(), other.getLocalPort(), third.getLocalPort()};
        }
    }

    @Override
    public void inject(TestInjector testInjector) {
        testInjector.injectIntoFields(this, new TestInjector.MatchesType(KafkaBroker.class));
    }

    @Override
    public void stop() {
        KafkaRaftServer running = server;
        if (running != null) {
            running.shutdown();
            running.awaitShutdown();
        }
        Path folder = data;
        if (folder != null) {
            delete(folder);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

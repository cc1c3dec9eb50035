package kr.hangil.stack.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kr.hangil.stack.api.Services;
import kr.hangil.stack.demo.DemoEnv;
import kr.hangil.stack.demo.DemoModel;
import kr.hangil.stack.demo.DemoPlatform;
import kr.hangil.stack.keycloak.RealmTemplates;
import kr.hangil.stack.place.StackFolder;
import kr.hangil.stack.place.StackPort;
import kr.hangil.stack.place.StackPorts;
import kr.hangil.stack.postgres.PostgresCluster;
import kr.hangil.stack.secrets.StackSecrets;
import kr.hangil.stack.services.Components;
import kr.hangil.stack.services.EngineFinder;
import kr.hangil.stack.services.Service;
import kr.hangil.stack.supervise.Progress;
import kr.hangil.stack.supervise.RestartPolicy;
import kr.hangil.stack.supervise.Supervisor;

/** One life of the stack: from nothing running to everything healthy and filled, until it is closed. */
final class StackRun implements AutoCloseable {

    private static final Duration KEY_LIMIT = Duration.ofSeconds(30);
    private static final Duration KEY_POLL = Duration.ofMillis(100);

    private final StackFolder folder;
    private final StackPorts ports;
    private final StackSecrets secrets;
    private final Progress progress;
    private final Components components;
    private final Supervisor supervisor;
    private final List<Service> services;

    StackRun(StackFolder folder, StackPorts ports, Progress progress, Set<Service> without) throws IOException {
        this.folder = folder;
        this.ports = ports;
        this.progress = progress;
        this.secrets = StackSecrets.in(folder.secrets());
        this.services = List.of(Service.values()).stream()
                .filter(service -> !without.contains(service))
                .toList();
        this.components = new Components(folder, ports, secrets);
        for (String name : Components.ORDER) {
            folder.rotateLog(name);
        }
        Map<String, String> urls = new LinkedHashMap<>();
        for (Service service : services) {
            urls.put(service.label(), ports.url(service.port()));
        }
        urls.put("keycloak", ports.url(StackPort.KEYCLOAK));
        urls.put("postgres", "localhost:" + ports.of(StackPort.POSTGRES));
        this.supervisor =
                new Supervisor(folder, RestartPolicy.DEFAULT, progress, InstantSource.system(), Components.ORDER, urls);
    }

    /**
     * Starts everything, side by side where nothing waits for something else.
     *
     * @throws IllegalStateException when a part does not come up; the message says which and why
     */
    void start() throws InterruptedException {
        try (Steps steps = new Steps()) {
            Step<String> engine = steps.run(
                    services.contains(Service.INFERENCE)
                            ? () -> new EngineFinder(folder, System.getenv(), progress).find()
                            : () -> "");
            Step<Boolean> postgres = steps.run(this::startPostgres);
            Step<Boolean> keycloak = steps.run(() -> supervisor.start(components.keycloak()), postgres);
            Step<Boolean> registry = start(steps, Service.REGISTRY, postgres);
            Step<Boolean> gateway = start(steps, Service.GATEWAY, postgres);
            Step<Boolean> billing = start(steps, Service.BILLING, postgres);
            start(steps, Service.PORTAL, postgres);
            Step<Boolean> model = steps.run(this::publishModel, registry, keycloak);
            steps.run(() -> startService(Service.INFERENCE, engine.get()), model, engine);
            steps.run(this::fillPlatform, gateway, billing, keycloak);
            steps.await();
        }
        writeDemoEnv();
        supervisor.markUp();
    }

    private Step<Boolean> start(Steps steps, Service service, Step<?> after) {
        return steps.run(() -> startService(service, ""), after);
    }

    private void startService(Service service, String engine) throws InterruptedException {
        if (services.contains(service)) {
            supervisor.start(components.service(service, engine));
        }
    }

    private void startPostgres() throws IOException, InterruptedException {
        PostgresCluster cluster = components.cluster();
        if (!cluster.exists()) {
            progress.say(
                    "postgres",
                    "making its data folder (the first time on this machine takes a minute:"
                            + " Keycloak is unpacked and built, its tables are made)");
            cluster.initialise(RealmTemplates.migrated());
        }
        supervisor.start(components.postgres());
    }

    private void publishModel() throws IOException, InterruptedException {
        if (!services.contains(Service.REGISTRY)) {
            return;
        }
        Path model = folder.root().resolve("models").resolve("hangil-mini");
        String digest = new DemoModel(new Services(ports, secrets).of(StackPort.REGISTRY), model).ensurePublished();
        progress.say("registry", "hangil/hangil-mini:prod is " + digest);
    }

    private void fillPlatform() throws IOException, InterruptedException {
        if (!services.containsAll(List.of(Service.GATEWAY, Service.BILLING))) {
            return;
        }
        Services apis = new Services(ports, secrets);
        DemoPlatform demo = new DemoPlatform(apis.of(StackPort.GATEWAY), apis.of(StackPort.BILLING));
        demo.ensurePrices();
        demo.ensureTenants(DemoEnv.valueIn(folder.demoEnv(), "HANGIL_KEYCLOAK_URL")
                .filter(before -> !before.equals(ports.url(StackPort.KEYCLOAK)))
                .isPresent());
        demo.ensureRoute(ports.url(StackPort.INFERENCE), System.getenv().getOrDefault("HANGIL_REGION", "kr-ulsan"));
        progress.say("gateway", "tenants narae and miru, their members, prices and the route are there");
    }

    private void writeDemoEnv() throws InterruptedException {
        if (!services.containsAll(List.of(Service.GATEWAY, Service.BILLING))) {
            return;
        }
        try {
            Services apis = new Services(ports, secrets);
            DemoPlatform demo = new DemoPlatform(apis.of(StackPort.GATEWAY), apis.of(StackPort.BILLING));
            Optional<String> known =
                    DemoEnv.valueIn(folder.demoEnv(), "OPENAI_API_KEY").filter(this::isAccepted);
            String key = known.isPresent() ? known.get() : demo.newKey();
            DemoEnv.write(folder.demoEnv(), ports, secrets, key);
            awaitAccepted(key);
        } catch (IOException e) {
            throw new IllegalStateException("the demo key cannot be made: " + e.getMessage(), e);
        }
    }

    private void awaitAccepted(String key) throws InterruptedException {
        Instant deadline = Instant.now().plus(KEY_LIMIT);
        String refusal = refusal(key);
        while (!refusal.isEmpty()) {
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException("the gateway does not serve " + DemoModel.SERVED_NAME
                        + " to the demo key within " + Progress.words(KEY_LIMIT) + ": " + refusal);
            }
            Thread.sleep(KEY_POLL);
            refusal = refusal(key);
        }
    }

    private boolean isAccepted(String key) {
        return refusal(key).isEmpty();
    }

    /** Returns what the gateway says when it does not list the demo model for {@code key}; empty when it does. */
    private String refusal(String key) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(ports.url(StackPort.GATEWAY) + "/v1/models"))
                .timeout(Duration.ofSeconds(5))
                .header("authorization", "Bearer " + key)
                .build();
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            boolean listed =
                    response.statusCode() == 200 && response.body().contains("\"" + DemoModel.SERVED_NAME + "\"");
            return listed ? "" : "GET /v1/models answered " + response.statusCode() + " " + response.body();
        } catch (IOException e) {
            return "GET /v1/models failed: " + e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    /** Returns the services this run starts whose program is not there. */
    static List<String> missingPrograms(StackFolder folder, Set<Service> without) {
        List<Service> wanted = new ArrayList<>(List.of(Service.values()));
        wanted.removeAll(without);
        return Components.missing(folder, wanted);
    }

    void markFailed(String reason) {
        supervisor.markFailed(reason);
    }

    @Override
    public void close() {
        supervisor.close();
    }
}

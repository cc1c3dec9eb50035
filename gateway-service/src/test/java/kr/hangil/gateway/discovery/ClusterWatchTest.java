package kr.hangil.gateway.discovery;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import kr.hangil.contracts.serving.ServingLabels;
import kr.hangil.gateway.snapshot.Deployment;
import kr.hangil.gateway.snapshot.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against fabric8's API server, which keeps resources and tells watchers, as the real one does. */
@EnableKubernetesMockClient(crud = true)
class ClusterWatchTest {

    private static final String NAMESPACE = "hangil";

    KubernetesClient client;

    private final AtomicReference<Map<String, Route>> routes = new AtomicReference<>(Map.of());
    private ClusterWatch watch;

    @BeforeEach
    void start() {
        ObjectMapper json = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        watch = new ClusterWatch(client, NAMESPACE, json, routes::set);
        watch.start();
        awaitTheWatch();
    }

    /** An API server tells what happened between the list and the watch, and its mock forgets it: objects are made until one is told. */
    private void awaitTheWatch() {
        await().atMost(15, SECONDS).until(watch::isWatching);
        List<String> made = new ArrayList<>();
        await().atMost(15, SECONDS).until(() -> {
            String name = "first-" + made.size();
            model(name, List.of(name), List.of());
            put(slice(name, name, "aaaa", "10.1.0.1"));
            made.add(name);
            return made.stream().anyMatch(it -> !urls(it).isEmpty());
        });
    }

    @AfterEach
    void stop() {
        watch.close();
    }

    private void model(String name, List<String> servedAs, List<Map<String, ?>> traffic) {
        model(name, servedAs, List.of(), traffic);
    }

    /** {@code adapters} are their names; the operator says of each that it chats. */
    private void model(String name, List<String> servedAs, List<String> adapters, List<Map<String, ?>> traffic) {
        GenericKubernetesResource resource = new GenericKubernetesResourceBuilder()
                .withApiVersion("serving.hangil.kr/v1alpha1")
                .withKind("ModelDeployment")
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .addToAdditionalProperties(
                        "spec",
                        Map.of(
                                "servedAs",
                                servedAs,
                                "adapters",
                                adapters.stream()
                                        .map(it -> Map.of("name", it, "model", "acme/" + it, "version", "prod"))
                                        .toList(),
                                "model",
                                Map.of("name", "hangil/" + name),
                                "variants",
                                List.of(Map.of("name", "ulsan", "region", "kr-ulsan", "profile", "h100")),
                                "scaling",
                                Map.of("coldStartHoldSeconds", 600)))
                .addToAdditionalProperties(
                        "status",
                        Map.of(
                                "capabilities",
                                List.of("chat", "embedding", "tools"),
                                "adapters",
                                adapters.stream()
                                        .map(it -> Map.of("name", it, "capabilities", List.of("chat")))
                                        .toList(),
                                "traffic",
                                traffic))
                .build();
        client.genericKubernetesResources(ClusterWatch.MODEL_DEPLOYMENTS)
                .inNamespace(NAMESPACE)
                .resource(resource)
                .create();
    }

    private static EndpointSlice slice(String name, String model, String revision, String... addresses) {
        EndpointSliceBuilder slice = new EndpointSliceBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .addToLabels(ServingLabels.DEPLOYMENT, model)
                .addToLabels(ServingLabels.VARIANT, "ulsan")
                .addToLabels(ServingLabels.REGION, "kr-ulsan")
                .addToLabels(ServingLabels.REVISION, revision)
                .endMetadata()
                .withAddressType("IPv4")
                .addNewPort()
                .withName("management")
                .withPort(9082)
                .endPort()
                .addNewPort()
                .withName("http")
                .withPort(8082)
                .endPort();
        for (String address : addresses) {
            slice.addNewEndpoint()
                    .withAddresses(address)
                    .withNewConditions()
                    .withReady(true)
                    .endConditions()
                    .withNewTargetRef()
                    .withKind("Pod")
                    .withName("pod-" + address)
                    .endTargetRef()
                    .endEndpoint();
        }
        return slice.build();
    }

    private void put(EndpointSlice slice) {
        client.resource(slice).inNamespace(NAMESPACE).createOr(existing -> existing.update());
    }

    private List<Deployment> deployments(String servedAs) {
        Route route = routes.get().get(servedAs);
        return route == null ? List.of() : route.deployments();
    }

    private List<String> urls(String servedAs) {
        return deployments(servedAs).stream()
                .flatMap(deployment -> deployment.replicas().stream())
                .map(replica -> replica.url().toString())
                .sorted()
                .toList();
    }

    @Test
    void shouldServeEveryNameOfAModelByItsReadyPods() {
        model("mini", List.of("mini", "hangil/mini"), List.of(Map.of("revision", "aaaa", "weight", 100)));

        put(slice("s1", "mini", "aaaa", "10.0.0.1", "10.0.0.2"));

        await().atMost(15, SECONDS)
                .untilAsserted(
                        () -> assertThat(urls("mini")).containsExactly("http://10.0.0.1:8082", "http://10.0.0.2:8082"));
        Route route = routes.get().get("hangil/mini");
        assertThat(route.capabilities()).containsExactlyInAnyOrder("chat", "embedding");
        assertThat(route.hold()).isEqualTo(Duration.ofMinutes(10));
        assertThat(route.deployments().getFirst().region()).isEqualTo("kr-ulsan");
        assertThat(route.deployments().getFirst().revision()).isEqualTo("aaaa");
    }

    @Test
    void shouldDropAPodAtOnceWhenItIsBeingDeleted() {
        model("mini", List.of("mini"), List.of());
        put(slice("s1", "mini", "aaaa", "10.0.0.1", "10.0.0.2"));
        await().atMost(15, SECONDS).until(() -> urls("mini").size() == 2);

        EndpointSlice changed = slice("s1", "mini", "aaaa", "10.0.0.1", "10.0.0.2");
        // A pod that terminates may still say that it is ready, where its Service publishes unready addresses.
        changed.getEndpoints().getFirst().getConditions().setTerminating(true);
        changed.getEndpoints().getFirst().getConditions().setServing(true);
        put(changed);

        await().atMost(15, SECONDS).until(() -> urls("mini").equals(List.of("http://10.0.0.2:8082")));
    }

    @Test
    void shouldShareRequestsBetweenRevisionsAsTheOperatorSays() {
        model(
                "mini",
                List.of("mini"),
                List.of(Map.of("revision", "aaaa", "weight", 90), Map.of("revision", "bbbb", "weight", 10)));

        put(slice("s1", "mini", "aaaa", "10.0.0.1", "10.0.0.2", "10.0.0.3"));
        put(slice("s2", "mini", "bbbb", "10.0.0.4"));

        await().atMost(15, SECONDS).until(() -> urls("mini").size() == 4);
        assertThat(deployments("mini"))
                .extracting(Deployment::revision, Deployment::weight)
                .containsExactlyInAnyOrder(tuple("aaaa", 900), tuple("bbbb", 100));
    }

    @Test
    void shouldSendRequestsForAnAdapterOnlyToRevisionsThatHaveIt() {
        model(
                "mini",
                List.of("mini"),
                List.of("legal", "tax"),
                List.of(
                        Map.of("revision", "aaaa", "weight", 90, "adapters", List.of("legal")),
                        Map.of("revision", "bbbb", "weight", 10, "adapters", List.of("legal", "tax"))));

        put(slice("s1", "mini", "aaaa", "10.0.0.1"));
        put(slice("s2", "mini", "bbbb", "10.0.0.2"));
        put(slice("s3", "mini", "cccc", "10.0.0.3"));

        await().atMost(15, SECONDS).until(() -> urls("mini").size() == 3);
        assertThat(urls("legal")).containsExactly("http://10.0.0.1:8082", "http://10.0.0.2:8082");
        assertThat(urls("tax")).containsExactly("http://10.0.0.2:8082");
        Route tax = routes.get().get("tax");
        assertThat(tax.capabilities()).containsExactly("chat");
        assertThat(tax.hold()).isEqualTo(Duration.ofMinutes(10));
        assertThat(tax.regions()).containsExactly("kr-ulsan");
    }

    @Test
    void shouldKnowAnAdapterThatNoRevisionHasYet() {
        model("mini", List.of("mini"), List.of("legal"), List.of(Map.of("revision", "aaaa", "weight", 100)));

        put(slice("s1", "mini", "aaaa", "10.0.0.1"));

        await().atMost(15, SECONDS).until(() -> urls("mini").size() == 1);
        assertThat(urls("legal")).isEmpty();
        assertThat(routes.get().get("legal").regions()).containsExactly("kr-ulsan");
    }

    @Test
    void shouldKnowAModelThatHasNoPod() {
        model("idle", List.of("idle"), List.of());

        await().atMost(15, SECONDS).until(() -> routes.get().containsKey("idle"));
        assertThat(urls("idle")).isEmpty();
        assertThat(routes.get().get("idle").regions()).containsExactly("kr-ulsan");
    }

    @Test
    void shouldForgetAModelThatIsDeleted() {
        model("mini", List.of("mini"), List.of());
        await().atMost(15, SECONDS).until(() -> routes.get().containsKey("mini"));

        client.genericKubernetesResources(ClusterWatch.MODEL_DEPLOYMENTS)
                .inNamespace(NAMESPACE)
                .withName("mini")
                .delete();

        await().atMost(15, SECONDS).until(() -> !routes.get().containsKey("mini"));
    }
}

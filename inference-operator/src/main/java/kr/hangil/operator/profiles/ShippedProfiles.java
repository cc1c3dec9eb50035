package kr.hangil.operator.profiles;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import kr.hangil.contracts.serving.ServingLabels;
import kr.hangil.operator.api.AcceleratorProfile;
import org.jboss.logging.Logger;

/**
 * Applies the profiles that lie in a folder, by server-side apply and without force: what somebody else set in a profile stays
 * theirs, and that profile is left as it is until they give it back.
 */
public final class ShippedProfiles implements AutoCloseable {

    /** Owns what the shipped profiles say. */
    static final String MANAGER = "hangil-profiles";

    private static final Logger LOG = Logger.getLogger(ShippedProfiles.class);

    private static final ResourceDefinitionContext PROFILES = new ResourceDefinitionContext.Builder()
            .withGroup(ServingLabels.GROUP)
            .withVersion(ServingLabels.VERSION)
            .withKind("AcceleratorProfile")
            .withPlural("acceleratorprofiles")
            .withNamespaced(false)
            .build();

    private final KubernetesClient client;
    private final Path folder;
    private final EngineImages images;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("profiles").factory());

    /**
     * @param folder each {@code .yaml} file in it is one profile
     * @param images take the place of those in the files
     */
    public ShippedProfiles(KubernetesClient client, Path folder, EngineImages images) {
        this.client = client;
        this.folder = folder;
        this.images = images;
    }

    /** Installs them in the background, and every {@code again} until all are there. */
    public void start(Duration again) {
        var _ = executor.scheduleWithFixedDelay(this::once, 0, again.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void once() {
        try {
            if (install()) {
                executor.shutdown();
            }
        } catch (IOException | RuntimeException e) {
            LOG.errorf("the profiles in %s cannot be read: %s", folder, e.getMessage());
        }
    }

    /**
     * Applies each of them.
     *
     * @return whether none must be tried again
     * @throws IOException when a file cannot be read
     * @throws IllegalArgumentException when a file is no profile; it says which
     */
    public boolean install() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(it -> it.toString().endsWith(".yaml")).sorted().toList();
        }
        boolean done = true;
        for (Path file : files) {
            done &= apply(read(file));
        }
        return done;
    }

    /** As the file says it, so that what it leaves out is nobody's; read as the type as well, so that a mistake is told here. */
    private GenericKubernetesResource read(Path file) throws IOException {
        String text = Files.readString(file);
        try {
            AcceleratorProfile profile = Serialization.unmarshal(text, AcceleratorProfile.class);
            GenericKubernetesResource plain = Serialization.unmarshal(text, GenericKubernetesResource.class);
            images.of(profile.getSpec().engine().kind())
                    .ifPresent(image -> engine(plain).put("image", image));
            return plain;
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(file.getFileName() + " is no AcceleratorProfile: " + e.getMessage(), e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> engine(GenericKubernetesResource profile) {
        return (Map<String, Object>) profile.get("spec", "engine");
    }

    private boolean apply(GenericKubernetesResource profile) {
        String name = profile.getMetadata().getName();
        try {
            client.genericKubernetesResources(PROFILES)
                    .resource(profile)
                    .fieldManager(MANAGER)
                    .serverSideApply();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                LOG.warnf(
                        "AcceleratorProfile %s is left as it is, for others set fields of it: %s",
                        name, e.getMessage());
                return true;
            }
            LOG.errorf("AcceleratorProfile %s cannot be applied: %s", name, e.getMessage());
            return false;
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}

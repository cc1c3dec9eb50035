package kr.hangil.gateway.discovery;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway reads of a {@code ModelDeployment}. Whatever else stands in it is for others; so a newer operator's
 * fields never blind a gateway.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record ServedModel(
        ObjectMeta metadata, @Nullable Spec spec, @Nullable Status status) {

    /**
     * @param servedAs names that clients use
     * @param adapters of the model, each with a name of its own
     * @param variants where it may run
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Spec(
            @Nullable List<String> servedAs,
            @Nullable List<Adapter> adapters,
            @Nullable List<Variant> variants,
            @Nullable Scaling scaling) {}

    /**
     * @param name that clients use
     * @param capabilities what the model can do with it; absent in a spec, and until the operator has looked
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Adapter(String name, @Nullable Set<String> capabilities) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Variant(String name, String region) {}

    /** @param coldStartHoldSeconds how long a request may be held for a first pod; absent means not at all */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Scaling(@Nullable Integer coldStartHoldSeconds) {}

    /**
     * @param capabilities what the model can do, as the registry says; absent until the operator has looked
     * @param adapters as {@code capabilities}, of each adapter
     * @param activeRevision the revision that serves when {@code traffic} says nothing else
     * @param traffic shares of revisions, in percent
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Status(
            @Nullable Set<String> capabilities,
            @Nullable List<Adapter> adapters,
            @Nullable String activeRevision,
            @Nullable List<Share> traffic) {}

    /** @param adapters names of those that the revision serves; absent where it serves none */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Share(String revision, int weight, @Nullable List<String> adapters) {}
}

package kr.hangil.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the operator saw and did last.
 *
 * @param observedGeneration generation of the spec it speaks of
 * @param activeRevision revision that serves; null before the first one does
 * @param updateRevision revision that is about to replace it; null while none is
 * @param digest version of the model that the update revision, or else the active one, serves
 * @param capabilities what the model can do, from its manifest: {@code chat}, {@code completion}, {@code embedding}, {@code tools}
 * @param contextLength tokens of prompt and answer together, from its manifest; 0 while unknown
 * @param adapters adapters that the spec asks for, by name
 * @param traffic percent of the requests for each revision; sums up to 100, empty before the first revision
 * @param summary ready and desired replicas, such as {@code 2/3}
 * @param variants one entry for each variant, in the order of the spec
 * @param conditions by type
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelDeploymentStatus(
        @JsonPropertyDescription("Generation of the spec that this status speaks of")
        long observedGeneration,

        @JsonPropertyDescription("Revision that serves") @Nullable
        String activeRevision,

        @JsonPropertyDescription("Revision that is about to replace it") @Nullable
        String updateRevision,

        @JsonPropertyDescription("Version of the model") @Nullable
        String digest,

        @JsonPropertyDescription("What the model can do, from its manifest")
        List<String> capabilities,

        @JsonPropertyDescription("Tokens of prompt and answer together, from its manifest")
        int contextLength,

        @JsonPropertyDescription("Adapters that the spec asks for")
        List<AdapterStatus> adapters,

        @JsonPropertyDescription("Percent of the requests for each revision, 100 in sum")
        List<Traffic> traffic,

        @JsonPropertyDescription("Ready and desired replicas") @Nullable
        String summary,

        @JsonPropertyDescription("Replicas of each variant") List<VariantStatus> variants,
        @JsonPropertyDescription("Conditions by type") List<Condition> conditions) {

    /** Before anything was seen. */
    public static final ModelDeploymentStatus EMPTY = new ModelDeploymentStatus(
            0, null, null, null, List.of(), 0, List.of(), List.of(), null, List.of(), List.of());

    public ModelDeploymentStatus {
        capabilities = capabilities == null ? List.of() : List.copyOf(capabilities);
        adapters = adapters == null ? List.of() : List.copyOf(adapters);
        traffic = traffic == null ? List.of() : List.copyOf(traffic);
        variants = variants == null ? List.of() : List.copyOf(variants);
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }

    /** The condition of that type. */
    public Optional<Condition> condition(String type) {
        return conditions.stream().filter(it -> it.getType().equals(type)).findFirst();
    }

    /**
     * An adapter that the spec asks for.
     *
     * @param name that clients use
     * @param digest version of it that the update revision, or else the active one, serves
     * @param capabilities what the model can do with it, from both manifests
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record AdapterStatus(
            @Required @JsonPropertyDescription("The name clients use")
            String name,

            @JsonPropertyDescription("Version of the adapter")
            String digest,

            @JsonPropertyDescription("What the model can do with it, from both manifests")
            List<String> capabilities) {

        public AdapterStatus {
            capabilities = capabilities == null ? List.of() : List.copyOf(capabilities);
        }
    }

    /**
     * The share of the requests of one revision.
     *
     * @param revision a revision
     * @param weight percent of the requests it gets, 0..100
     * @param adapters names of those that its pods serve; requests for these go to revisions that have them only
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Traffic(
            @Required @JsonPropertyDescription("A revision") String revision,

            @JsonPropertyDescription("Percent of the requests it gets")
            int weight,

            @JsonInclude(JsonInclude.Include.NON_EMPTY)
            @JsonPropertyDescription("Names of the adapters that its pods serve")
            List<String> adapters) {

        public Traffic {
            adapters = adapters == null ? List.of() : List.copyOf(adapters);
        }

        /** A share of a revision without adapters. */
        public Traffic(String revision, int weight) {
            this(revision, weight, List.of());
        }
    }

    /**
     * The replicas of one variant.
     *
     * @param name of the variant
     * @param desired replicas wanted, of all revisions
     * @param scheduled pods that have a node
     * @param ready pods that are ready
     * @param routable ready pods that every gateway sends to
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record VariantStatus(
            @Required @JsonPropertyDescription("Name of the variant")
            String name,

            @JsonPropertyDescription("Replicas wanted") int desired,

            @JsonPropertyDescription("Pods that have a node")
            int scheduled,

            @JsonPropertyDescription("Pods that are ready") int ready,

            @JsonPropertyDescription("Ready pods that every gateway sends to")
            int routable) {}
}

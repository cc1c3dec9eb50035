package kr.hangil.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Objects;

/**
 * What is asked for.
 *
 * @param model what serves
 * @param servedAs names clients use, 1..16, unique
 * @param adapters LoRA adapters of the model that its pods serve too, 0..16; names unique, none of them one of the model's
 * @param variants where and on what it serves, 1..16, in order of preference; names unique
 * @param routing how gateways pick a replica, and where requests may be answered
 * @param scaling how the demand moves the replicas
 * @param rollout how one revision replaces another
 * @param drain how a pod leaves
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "self.variants.all(v, self.variants.exists_one(w, w.name == v.name))",
        message = "names of variants are unique",
        fieldPath = ".variants")
@ValidationRule(
        value = "self.servedAs.all(n, self.servedAs.exists_one(m, m == n))",
        message = "served names are unique",
        fieldPath = ".servedAs")
@ValidationRule(
        value = "self.adapters.all(a, !self.servedAs.exists(n, n == a.name))",
        message = "an adapter has a name of its own",
        fieldPath = ".adapters")
public record ModelDeploymentSpec(
        @Required @JsonPropertyDescription("What serves") Model model,

        @Required @Size(min = 1, max = 16) @JsonPropertyDescription("Names clients use")
        List<@Size(min = 1, max = 128) String> servedAs,

        @Default("[]")
        @Size(max = 16)
        @JsonPropertyDescription("LoRA adapters of the model, each under a name of its own")
        List<Adapter> adapters,

        @Required
        @Size(min = 1, max = 16)
        @JsonPropertyDescription("Where and on what it serves, in order of preference")
        List<Variant> variants,

        @Default("{}") @JsonPropertyDescription("How gateways pick a replica, and where requests may be answered")
        Routing routing,

        @Default("{}") @JsonPropertyDescription("How the demand moves the replicas")
        Scaling scaling,

        @Default("{}") @JsonPropertyDescription("How one revision replaces another")
        Rollout rollout,

        @Default("{}") @JsonPropertyDescription("How a pod leaves")
        Drain drain) {

    public ModelDeploymentSpec {
        servedAs = servedAs == null ? List.of() : List.copyOf(servedAs);
        adapters = adapters == null ? List.of() : List.copyOf(adapters);
        variants = variants == null ? List.of() : List.copyOf(variants);
        routing = Objects.requireNonNullElse(routing, Routing.DEFAULT);
        scaling = Objects.requireNonNullElse(scaling, Scaling.DEFAULT);
        rollout = Objects.requireNonNullElse(rollout, Rollout.DEFAULT);
        drain = Objects.requireNonNullElse(drain, Drain.DEFAULT);
    }

    /**
     * A version of a model in the registry.
     *
     * @param name {@code namespace/name} in the model registry
     * @param version a digest, or an alias that is resolved to one
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Model(
            @Required
            @Size(min = 3, max = 200)
            @Pattern("^[^/]+/[^/]+$")
            @JsonPropertyDescription("namespace/name in the model registry")
            String name,

            @Required
            @Size(min = 1, max = 128)
            @JsonPropertyDescription("A digest (sha256:...), or an alias that is resolved to one")
            String version) {}

    /**
     * A LoRA adapter of the model, a version in the registry of its own.
     *
     * @param name that clients use
     * @param model {@code namespace/name} in the model registry
     * @param version a digest, or an alias that is resolved to one
     * @param rank of its matrices at most, 1..512; vLLM keeps room for the largest of all adapters
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Adapter(
            @Required @Size(min = 1, max = 128) @Pattern("^[^=,\\s]+$") @JsonPropertyDescription("The name clients use")
            String name,

            @Required
            @Size(min = 3, max = 200)
            @Pattern("^[^/@\\s]+/[^/@\\s]+$")
            @JsonPropertyDescription("namespace/name in the model registry")
            String model,

            @Required
            @Size(min = 1, max = 128)
            @JsonPropertyDescription("A digest (sha256:...), or an alias that is resolved to one")
            String version,

            @Default("16") @Min(1) @Max(512) @JsonPropertyDescription("Rank of its matrices at most")
            int rank) {

        public Adapter {
            rank = rank == 0 ? 16 : rank;
        }
    }

    /**
     * The same model on one kind of device in one region.
     *
     * @param name unique within the deployment, at most 24 characters
     * @param region value of the nodes' region label, for example {@code kr-ulsan}
     * @param profile name of an {@code AcceleratorProfile}
     * @param devicesPerReplica 1..64
     * @param min replicas there always are, 0..1000
     * @param max replicas there are at most, 1..1000, not below {@code min}
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @ValidationRule(value = "self.min <= self.max", message = "min is at most max")
    public record Variant(
            @Required
            @Size(min = 1, max = 24)
            @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
            @JsonPropertyDescription("Unique within the deployment")
            String name,

            @Required
            @Size(min = 4, max = 63)
            @Pattern("^[a-z]{2}-[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
            @JsonPropertyDescription("Country and place, the value of the nodes' region label")
            String region,

            @Required @Size(min = 1, max = 63) @JsonPropertyDescription("Name of an AcceleratorProfile")
            String profile,

            @Default("1") @Min(1) @Max(64) @JsonPropertyDescription("Devices of one replica")
            int devicesPerReplica,

            @Default("1") @Min(0) @Max(1000) @JsonPropertyDescription("Replicas there always are")
            Integer min,

            @Default("1") @Min(1) @Max(1000) @JsonPropertyDescription("Replicas there are at most")
            Integer max) {

        public Variant {
            devicesPerReplica = devicesPerReplica == 0 ? 1 : devicesPerReplica;
            min = Objects.requireNonNullElse(min, 1);
            max = Objects.requireNonNullElse(max, 1);
        }

        /** Country of the region as ISO 3166-1 has it. */
        public String country() {
            return region.substring(0, 2).toUpperCase(java.util.Locale.ROOT);
        }
    }

    /**
     * How gateways pick a replica, and where requests may be answered.
     *
     * @param policy how gateways pick a replica
     * @param residency countries or regions where requests may be answered; never left, whatever fails
     * @param spill whether another region within the residency may answer
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Routing(
            @Default("StickyUntilSaturated") @JsonPropertyDescription("How gateways pick a replica")
            Policy policy,

            @Default("[\"KR\"]")
            @Size(min = 1, max = 16)
            @JsonPropertyDescription("Countries (KR) or regions (kr-ulsan) where requests may be answered")
            List<@Size(min = 2, max = 63) String> residency,

            @Default("WithinResidency")
            @JsonPropertyDescription("Whether another region within the residency may answer")
            Spill spill) {

        static final Routing DEFAULT =
                new Routing(Policy.STICKY_UNTIL_SATURATED, List.of("KR"), Spill.WITHIN_RESIDENCY);

        public Routing {
            policy = Objects.requireNonNullElse(policy, Policy.STICKY_UNTIL_SATURATED);
            residency = residency == null ? List.of("KR") : List.copyOf(residency);
            spill = Objects.requireNonNullElse(spill, Spill.WITHIN_RESIDENCY);
        }

        /** Whether pods of {@code variant} may answer. */
        public boolean allows(Variant variant) {
            return residency.contains(variant.country()) || residency.contains(variant.region());
        }
    }

    /** How gateways pick a replica. */
    public enum Policy {
        /** The replica that holds the prompt's prefix, until another one would answer sooner. */
        @JsonProperty("StickyUntilSaturated")
        STICKY_UNTIL_SATURATED,
        /** The one with the least tokens in flight for its capacity. */
        @JsonProperty("LeastLoaded")
        LEAST_LOADED
    }

    /** Whether another region may answer. */
    public enum Spill {
        @JsonProperty("WithinResidency")
        WITHIN_RESIDENCY,
        @JsonProperty("Never")
        NEVER
    }

    /**
     * How the demand moves the replicas.
     *
     * @param target share of a replica's capacity that is in use when one more is wanted, above 0 to 1
     * @param idleAfterSeconds silence after which a variant with {@code min} 0 goes to zero, 60..604800
     * @param coldStartHoldSeconds how long gateways hold requests while the first replica starts, 1..86400
     * @param by who writes the replicas
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Scaling(
            @Default("\"0.8\"")
            @Pattern("^(1(\\.0+)?|0\\.[0-9]*[1-9][0-9]*)$")
            @JsonPropertyDescription(
                    "Share of a replica's capacity in use when one more is wanted, a decimal above 0 to 1")
            String target,

            @Default("900")
            @Min(60)
            @Max(604800)
            @JsonPropertyDescription("Silence after which min 0 means zero, seconds")
            int idleAfterSeconds,

            @Default("600")
            @Min(1)
            @Max(86400)
            @JsonPropertyDescription("How long gateways hold requests while the first replica starts, seconds")
            int coldStartHoldSeconds,

            @Default("hangil") @JsonPropertyDescription("Who writes the replicas")
            Autoscaler by) {

        static final Scaling DEFAULT = new Scaling("0.8", 900, 600, Autoscaler.HANGIL);

        public Scaling {
            target = Objects.requireNonNullElse(target, "0.8");
            idleAfterSeconds = idleAfterSeconds == 0 ? 900 : idleAfterSeconds;
            coldStartHoldSeconds = coldStartHoldSeconds == 0 ? 600 : coldStartHoldSeconds;
            by = Objects.requireNonNullElse(by, Autoscaler.HANGIL);
        }

        /** {@link #target} as a number, above 0 to 1. */
        public double targetShare() {
            return Double.parseDouble(target);
        }
    }

    /** Who writes the replicas of a deployment's workloads; nobody else does. */
    public enum Autoscaler {
        /** The operator. */
        @JsonProperty("hangil")
        HANGIL,
        /** A {@code HorizontalPodAutoscaler}; to and from zero, which it cannot, the operator. */
        @JsonProperty("hpa")
        HPA,
        /** A {@code ScaledObject} of KEDA. */
        @JsonProperty("keda")
        KEDA
    }

    /**
     * How one revision replaces another.
     *
     * @param maxSurge replicas of a variant above what is wanted while one revision replaces another, 0..100
     * @param maxUnavailable replicas of a variant below what is wanted meanwhile, 0..100; not 0 beside a surge of 0
     * @param canaryWeight percent of the requests that a new revision gets first, 1..100
     * @param autoRollback whether a revision that misses its deadline or whose answers fail is taken back
     * @param progressDeadlineSeconds longest time from the start of a rollout to a new revision's first ready replicas, 1..172800
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @ValidationRule(
            value = "self.maxSurge > 0 || self.maxUnavailable > 0",
            message = "maxSurge and maxUnavailable are not both 0")
    public record Rollout(
            @Default("1") @Min(0) @Max(100) @JsonPropertyDescription("Replicas above what is wanted during a rollout")
            Integer maxSurge,

            @Default("0") @Min(0) @Max(100) @JsonPropertyDescription("Replicas below what is wanted during a rollout")
            Integer maxUnavailable,

            @Default("10")
            @Min(1)
            @Max(100)
            @JsonPropertyDescription("Percent of the requests that a new revision gets first")
            int canaryWeight,

            @Default("true") @JsonPropertyDescription("Whether a revision that fails is taken back by itself")
            Boolean autoRollback,

            @Default("7300")
            @Min(1)
            @Max(172800)
            @JsonPropertyDescription("Longest time to a new revision's first ready replicas, seconds")
            int progressDeadlineSeconds) {

        static final Rollout DEFAULT = new Rollout(1, 0, 10, true, 7300);

        public Rollout {
            maxSurge = Objects.requireNonNullElse(maxSurge, 1);
            maxUnavailable = Objects.requireNonNullElse(maxUnavailable, 0);
            canaryWeight = canaryWeight == 0 ? 10 : canaryWeight;
            autoRollback = Objects.requireNonNullElse(autoRollback, true);
            progressDeadlineSeconds = progressDeadlineSeconds == 0 ? 7300 : progressDeadlineSeconds;
        }
    }

    /**
     * How a pod leaves.
     *
     * @param propagationSeconds time until every gateway has heard that a pod leaves, 1..600
     * @param inflightSeconds longest time that requests inside may take then, 1..86400
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Drain(
            @Default("15")
            @Min(1)
            @Max(600)
            @JsonPropertyDescription("Time until every gateway has heard that a pod leaves, seconds")
            int propagationSeconds,

            @Default("300")
            @Min(1)
            @Max(86400)
            @JsonPropertyDescription("Longest time that requests inside may take then, seconds")
            int inflightSeconds) {

        static final Drain DEFAULT = new Drain(15, 300);

        public Drain {
            propagationSeconds = propagationSeconds == 0 ? 15 : propagationSeconds;
            inflightSeconds = inflightSeconds == 0 ? 300 : inflightSeconds;
        }
    }
}

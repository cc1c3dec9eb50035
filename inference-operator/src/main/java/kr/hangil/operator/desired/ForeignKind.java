package kr.hangil.operator.desired;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/** Kinds that others define, and that a cluster has only where these others are installed. */
public enum ForeignKind {
    /** Scales a workload by KEDA. */
    SCALED_OBJECT("keda.sh", "v1alpha1", "ScaledObject", "scaledobjects"),
    /** Groups of pods that are one replica. */
    LEADER_WORKER_SET("leaderworkerset.x-k8s.io", "v1", "LeaderWorkerSet", "leaderworkersets");

    private final String group;
    private final String version;
    private final String kind;
    private final String plural;

    ForeignKind(String group, String version, String kind, String plural) {
        this.group = group;
        this.version = version;
        this.kind = kind;
        this.plural = plural;
    }

    /** Group and version, as resources name it. */
    public String apiVersion() {
        return group + "/" + version;
    }

    /** Its kind, as resources name it. */
    public String kind() {
        return kind;
    }

    /** Name of the definition that must be installed. */
    public String definition() {
        return plural + "." + group;
    }

    /** Said here, for asking the API server for it would need the definition. */
    public ResourceDefinitionContext context() {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build();
    }
}

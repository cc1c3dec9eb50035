package kr.hangil.operator.desired;

import kr.hangil.contracts.serving.ServingLabels;

/**
 * Annotations on the Deployments of a revision that say what it serves and how its rollout went. They make the active revision recomputable from
 * the children alone; a lost status loses nothing.
 */
public final class Marks {

    /** When the revision last became the active one: an instant. */
    public static final String ACTIVATED_AT = ServingLabels.GROUP + "/activated-at";

    /** When the rollout to the revision began: an instant; absent while none to it runs. */
    public static final String ROLLOUT_SINCE = ServingLabels.GROUP + "/rollout-since";

    /** When all its variants first had replicas that gateways send to: an instant; absent while no rollout to it runs. */
    public static final String CANARY_SINCE = ServingLabels.GROUP + "/canary-since";

    /** Why the rollout to the revision was taken back; absent on those that were not. */
    public static final String FAILED = ServingLabels.GROUP + "/failed";

    /** Names of the adapters that the revision serves, with commas between them; absent where it serves none. */
    public static final String ADAPTERS = ServingLabels.GROUP + "/adapters";

    /** Hash of what was last applied to an object, by which a change of what is wanted is seen. */
    public static final String APPLIED = ServingLabels.GROUP + "/applied";

    private Marks() {}
}

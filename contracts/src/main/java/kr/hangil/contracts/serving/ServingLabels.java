package kr.hangil.contracts.serving;

/**
 * Labels and annotations that the operator puts on pods and Services, and that Kubernetes copies from a Service to its
 * EndpointSlices, where gateways read them.
 */
public final class ServingLabels {

    /** API group of the custom resources. */
    public static final String GROUP = "serving.hangil.kr";

    /** Version of the custom resources. */
    public static final String VERSION = "v1alpha1";

    /** Name of the {@code ModelDeployment}, in the same namespace. */
    public static final String DEPLOYMENT = GROUP + "/deployment";

    /** Name of the variant within its {@code ModelDeployment}. */
    public static final String VARIANT = GROUP + "/variant";

    /** Immutable revision, a hash of image, weights digest, arguments and environment: ten lower-case hex digits. */
    public static final String REVISION = GROUP + "/revision";

    /** Region the pods run in, for example {@code kr-ulsan}. */
    public static final String REGION = GROUP + "/region";

    private ServingLabels() {}
}

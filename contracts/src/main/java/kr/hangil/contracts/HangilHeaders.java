package kr.hangil.contracts;

/** Names of the HTTP headers that Hangil's parts read and write, in lower case as HTTP/2 sends them. */
public final class HangilHeaders {

    /** Id of one request, minted at the first Hangil service it reaches; on every answer. */
    public static final String REQUEST_ID = "x-request-id";

    /** The id a client gave its own request, kept beside ours and echoed; never trusted as ours. */
    public static final String CLIENT_REQUEST_ID = "x-client-request-id";

    /** Milliseconds left for the whole call, a positive integer; absent means the callee's own default. */
    public static final String DEADLINE_MS = "x-hangil-deadline-ms";

    /** Region that served the request, for example {@code kr-ulsan}. */
    public static final String REGION = "x-hangil-region";

    /** Name of the replica that served the request, set by the inference pod. */
    public static final String REPLICA = "x-hangil-replica";

    /** Digest of the model version that served the request, {@code sha256:<64 hex>}. */
    public static final String MODEL_DIGEST = "x-hangil-model-digest";

    /** Price of the request in won, a plain decimal such as {@code 0.4215}. */
    public static final String COST_KRW = "x-hangil-cost-krw";

    /**
     * What the gateway answered by: the number of its configuration, which grows with each change, and eight digits of the
     * {@linkplain kr.hangil.contracts.pricing.PriceSheet#version() price sheet}, {@code 12.9f86d081}; the number alone while it
     * knows no prices. Two replicas that say the same have the same models, keys, routes and prices.
     */
    public static final String CONFIG_VERSION = "x-hangil-config-version";

    /** Tenant a Keycloak user acts for, needed only when the user belongs to several. */
    public static final String TENANT = "x-hangil-tenant";

    /** {@code degraded} while limits are held by this gateway's share alone; absent otherwise. */
    public static final String LIMITS = "x-hangil-limits";

    /** How busy the pod that answers is: {@link kr.hangil.contracts.serving.LoadReport#toHeader()}. */
    public static final String LOAD = "x-hangil-load";

    /** Served name of the model that answered in place of the one asked for; absent when it is the one asked for. */
    public static final String SERVED_BY = "x-hangil-served-by";

    /** Id of the request that was charged for this answer, which is a free repeat under the same {@code Idempotency-Key}. */
    public static final String REPEAT_OF = "x-hangil-repeat-of";

    /** How urgent a request is where requests wait, {@code interactive} (also without it) or {@code batch}. */
    public static final String PRIORITY = "x-hangil-priority";

    private HangilHeaders() {}
}

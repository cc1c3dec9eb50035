package kr.hangil.registry.access;

/** Realm roles that this service knows. */
public final class Roles {

    /** Publishes: creates models, uploads files, publishes versions, moves aliases. */
    public static final String PUBLISHER = "model-publisher";

    /** Reads everything, changes nothing. */
    public static final String READER = "model-reader";

    /** Runs the platform; may do all of it. */
    public static final String OPERATOR = "platform-operator";

    private Roles() {}
}

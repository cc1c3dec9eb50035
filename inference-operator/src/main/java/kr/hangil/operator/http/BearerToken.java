package kr.hangil.operator.http;

/** The operator's own access token, for the registry, gateways and pods. */
@FunctionalInterface
public interface BearerToken {

    /** One that should be good now; waits for it. */
    String current();

    /** The last one was not taken, as when the key that signed it was withdrawn: the next is another. */
    default void refused() {}
}

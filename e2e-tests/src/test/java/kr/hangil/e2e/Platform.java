package kr.hangil.e2e;

import java.io.IOException;

/** A running platform as its users find it. */
interface Platform {

    /**
     * A variable of {@code demo.env}, which says where everything is.
     *
     * @throws IllegalStateException when this platform has none of that name
     */
    String demo(String name);

    /** Secret of a Keycloak client. */
    String clientSecret(String client) throws IOException;
}

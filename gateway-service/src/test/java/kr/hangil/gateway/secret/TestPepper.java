package kr.hangil.gateway.secret;

import java.util.Optional;

/** A pepper for plain unit tests. */
public final class TestPepper {

    private TestPepper() {}

    public static Pepper of(String secret) {
        return new Pepper(() -> Optional.of(secret));
    }
}

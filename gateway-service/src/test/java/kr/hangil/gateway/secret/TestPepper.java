package kr.hangil.gateway.secret;

/** A pepper for plain unit tests. */
public final class TestPepper {

    private TestPepper() {}

    public static Pepper of(String secret) {
        return new Pepper(() -> secret);
    }
}

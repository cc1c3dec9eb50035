package kr.hangil.stack.demo;

/** User names of the demo, as in {@code hangil-realm.json}. */
public final class DemoUsers {

    /** Owner of the demo tenant. */
    public static final String OWNER = "haneul@narae.example";

    /** Operator of the platform. */
    public static final String OPERATOR = "operator@hangil.example";

    private DemoUsers() {}
}

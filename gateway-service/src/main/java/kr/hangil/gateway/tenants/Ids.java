package kr.hangil.gateway.tenants;

/** The shape of ids that tenants and their owners choose. */
final class Ids {

    static final String SHAPE = "[a-z][a-z0-9-]{1,30}[a-z0-9]";
    static final String EXPECTED =
            "must have 3 to 32 lower-case letters, digits and hyphens, start with a letter and not end with a hyphen";

    private Ids() {}
}

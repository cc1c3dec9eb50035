package kr.hangil.portal.upstream;

/** A service the portal asks. */
public enum Service {
    GATEWAY,
    BILLING
}

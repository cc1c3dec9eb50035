package kr.hangil.portal.upstream;

/**
 * Why a part of a page is missing.
 *
 * @param service who was asked
 * @param refused true where the service answered and said no, false where it gave no usable answer
 * @param requestId the id to quote when asking for help
 */
public record Trouble(Service service, boolean refused, String requestId) {}

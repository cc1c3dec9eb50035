package kr.hangil.gateway.admission;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.regex.Pattern;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.envelope.Envelope;
import kr.hangil.gateway.identity.Caller;
import kr.hangil.platform.error.PlatformException;

/**
 * A request that may come again.
 *
 * @param tenant whose it is
 * @param key SHA-256 over who sent it and its {@code Idempotency-Key}, so that nobody meets another's
 * @param request SHA-256 over what it asks for
 * @param requestId the gateway's id of it
 * @param owner the try that it runs as; each model of a fallback chain is a try of its own
 * @param lease time after which it has ended, whatever became of it
 */
public record RepeatClaim(String tenant, String key, String request, String requestId, String owner, Duration lease) {

    /** Name of the header, as SDKs send it. */
    public static final String HEADER = "Idempotency-Key";

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

    /**
     * The claim of {@code caller} that {@code envelope}, as it was asked for, be charged once under {@code header}.
     *
     * @throws PlatformException 400 when the header is not 1 to 255 visible ASCII characters
     */
    public static RepeatClaim of(String header, Caller caller, Envelope envelope, String requestId, Duration lease) {
        if (!KEY.matcher(header).matches()) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST, HEADER, HEADER + " has 1 to 255 visible ASCII characters, no spaces");
        }
        String who = caller.keyId() == null ? "subject " + caller.subject() : "key " + caller.keyId();
        return new RepeatClaim(
                caller.tenant(),
                sha256((who + "\n" + header).getBytes(StandardCharsets.UTF_8)),
                sha256(
                        envelope.operation().wireName().getBytes(StandardCharsets.UTF_8),
                        envelope.body().bytes()),
                requestId,
                requestId,
                lease);
    }

    /** The same for one try of it, whose name is the request's id, alone or with a slash and more behind it. */
    public RepeatClaim by(String owner) {
        return new RepeatClaim(tenant, key, request, requestId, owner, lease);
    }

    /** Whether {@code owner} names a try of this request. The id is compared whole: another's may begin alike. */
    boolean hasTry(String owner) {
        return owner.equals(requestId) || owner.startsWith(requestId + "/");
    }

    private static String sha256(byte[]... parts) {
        MessageDigest sha256 = Digest.sha256();
        for (byte[] part : parts) {
            sha256.update(part);
        }
        return Digest.of(sha256.digest()).hex();
    }
}

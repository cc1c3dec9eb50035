package kr.hangil.gateway.audit;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;

/**
 * One entry of an audit trail.
 *
 * @param seq position in its trail, from 1 without gaps
 * @param at when, to the microsecond
 * @param actor who
 * @param action what, for example {@code key.revoke}
 * @param target to what, for example a key's public id
 * @param detail what else is worth knowing, a JSON object without secrets
 * @param previousHash {@code hash} of the entry before; 64 zeroes at the start
 * @param hash SHA-256, in hexadecimal, of the compact JSON array {@code [scope, seq, at, issuer, subject, label, action,
 *     target, detail as a string, previousHash]}
 */
public record AuditEntry(
        long seq,
        Instant at,
        Actor actor,
        String action,
        String target,
        @JsonRawValue String detail,
        String previousHash,
        String hash) {

    /** Who did it: an identity, and the name people knew it by at that time. */
    public record Actor(String issuer, String subject, String label) {}
}

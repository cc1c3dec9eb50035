package kr.hangil.portal.gateway;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * One entry of a tenant's audit trail.
 *
 * @param seq position in the trail, from 1 without gaps
 * @param action what was done, for example {@code key.revoke}
 * @param target to what, for example a key's public id
 * @param detail what else is worth knowing, an object without secrets
 * @param hash SHA-256, in hexadecimal, over this entry and the one before
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record AuditEntry(
        long seq, Instant at, Actor actor, String action, String target, JsonNode detail, String hash) {

    /**
     * Who did it.
     *
     * @param label the name people knew them by at that time
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Actor(String subject, String label) {}
}

package kr.hangil.gateway.audit;

import org.jspecify.annotations.Nullable;

/**
 * What recomputing a trail found.
 *
 * @param entries how many entries are good, from the first on
 * @param intact whether all are
 * @param brokenAt position of the first that is missing or was changed; null where all is well
 */
public record AuditVerification(
        long entries, boolean intact, @Nullable Long brokenAt) {

    static AuditVerification intact(long entries) {
        return new AuditVerification(entries, true, null);
    }

    static AuditVerification broken(long entries, long at) {
        return new AuditVerification(entries, false, at);
    }
}

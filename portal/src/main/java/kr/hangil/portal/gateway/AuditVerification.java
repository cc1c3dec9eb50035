package kr.hangil.portal.gateway;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.jspecify.annotations.Nullable;

/**
 * What recomputing an audit trail found.
 *
 * @param entries how many entries are good, from the first on
 * @param intact whether all are
 * @param brokenAt position of the first that is missing or was changed; null where all is well
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record AuditVerification(
        long entries, boolean intact, @Nullable Long brokenAt) {}

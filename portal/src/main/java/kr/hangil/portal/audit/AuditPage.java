package kr.hangil.portal.audit;

import kr.hangil.contracts.page.Page;
import kr.hangil.portal.gateway.AuditEntry;
import kr.hangil.portal.gateway.AuditVerification;
import kr.hangil.portal.upstream.Part;
import org.jspecify.annotations.Nullable;

/**
 * What the page of the audit trail shows.
 *
 * @param entries a page of the trail
 * @param verification what recomputing the whole trail found; null on every page but the first, which alone asks for it
 */
record AuditPage(Part<Page<AuditEntry>> entries, @Nullable Part<AuditVerification> verification) {

    public boolean isFirst() {
        return verification != null;
    }
}

package kr.hangil.portal.usage;

import java.util.Optional;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.portal.billing.Export;
import kr.hangil.portal.frame.Choice;
import kr.hangil.portal.upstream.Refusal;

/** Why there is no file, where the one who asked for it can do something about it. */
enum ExportProblem {
    /** More rows than one file may have. */
    TOO_LONG,
    /** Billing writes as many files as it does at once. */
    BUSY,
    /** Nothing of the month is invoiced. */
    NOT_INVOICED;

    /** What {@code refusal} of a file says, where it is one of these. */
    static Optional<ExportProblem> of(Refusal refusal, Export.Content content) {
        if (refusal.code().equals(ErrorCode.QUEUE_FULL.code())) {
            return Optional.of(BUSY);
        }
        if (refusal.status() == 400 && "group_by".equals(refusal.param())) {
            return Optional.of(TOO_LONG);
        }
        return refusal.status() == 404 && content == Export.Content.FOCUS
                ? Optional.of(NOT_INVOICED)
                : Optional.empty();
    }

    /** Stable name, for example {@code too_long}. */
    public String id() {
        return Choice.name(this);
    }
}

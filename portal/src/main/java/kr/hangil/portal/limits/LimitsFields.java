package kr.hangil.portal.limits;

import kr.hangil.portal.frame.Typed;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** The fields of {@link LimitsForm} as they come. */
public final class LimitsFields {

    @RestForm
    @Nullable
    String requestsPerMinute;

    @RestForm
    @Nullable
    String tokensPerMinute;

    @RestForm
    @Nullable
    String concurrency;

    public LimitsForm form() {
        return new LimitsForm(Typed.text(requestsPerMinute), Typed.text(tokensPerMinute), Typed.text(concurrency));
    }
}

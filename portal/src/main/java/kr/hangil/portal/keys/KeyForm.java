package kr.hangil.portal.keys;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import kr.hangil.portal.gateway.NewKey;
import kr.hangil.portal.upstream.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * What was typed into the form for a new key, and what is wrong with it.
 *
 * @param name as typed
 * @param models ticked served names; none means every model
 * @param expiry one of the choices
 * @param nameProblem shown beside the name; null where it is fine
 * @param modelsProblem shown beside the models; null where they are fine
 * @param expiryProblem shown beside the expiry; null where it is fine
 * @param problem shown above the form; null where there is none
 */
record KeyForm(
        String name,
        List<String> models,
        Expiry expiry,
        @Nullable String nameProblem,
        @Nullable String modelsProblem,
        @Nullable String expiryProblem,
        @Nullable String problem) {

    static final int LONGEST_NAME = 80;

    KeyForm {
        models = List.copyOf(models);
    }

    static KeyForm blank() {
        return typed("", List.of(), Expiry.DAYS_90);
    }

    static KeyForm typed(String name, List<String> models, Expiry expiry) {
        return new KeyForm(name.strip(), models, expiry, null, null, null, null);
    }

    public List<Expiry> expiries() {
        return List.of(Expiry.values());
    }

    public boolean ticked(String model) {
        return models.contains(model);
    }

    boolean isFine() {
        return nameProblem == null && modelsProblem == null && expiryProblem == null && problem == null;
    }

    NewKey toNewKey(Instant now) {
        return new NewKey(name, models, expiry.from(now).orElse(null));
    }

    /** The form with what can be said without asking the gateway. */
    KeyForm checked(KeysMessages say) {
        if (name.isEmpty()) {
            return withProblems(say.name_missing(), null, null, null);
        }
        if (name.codePointCount(0, name.length()) > LONGEST_NAME) {
            return withProblems(say.name_too_long(LONGEST_NAME), null, null, null);
        }
        return this;
    }

    /** The form with what the gateway said, beside the field it named. */
    KeyForm refused(Refusal refusal, KeysMessages say) {
        String field = Optional.ofNullable(refusal.param()).orElse("");
        if (refusal.status() == 403) {
            return withProblems(null, null, null, say.may_not_create(refusal.requestId()));
        }
        if (refusal.status() >= 500) {
            return withProblems(null, null, null, say.create_failed(refusal.requestId()));
        }
        if (field.startsWith("name")) {
            return withProblems(say.name_refused(refusal.getMessage()), null, null, null);
        }
        if (field.startsWith("models")) {
            return withProblems(null, say.models_refused(refusal.getMessage()), null, null);
        }
        if (field.startsWith("expiresAt")) {
            return withProblems(null, null, say.expiry_refused(refusal.getMessage()), null);
        }
        return withProblems(null, null, null, say.create_refused(refusal.getMessage()));
    }

    KeyForm failed(String requestId, KeysMessages say) {
        return withProblems(null, null, null, say.create_failed(requestId));
    }

    private KeyForm withProblems(
            @Nullable String ofName, @Nullable String ofModels, @Nullable String ofExpiry, @Nullable String ofAll) {
        return new KeyForm(name, models, expiry, ofName, ofModels, ofExpiry, ofAll);
    }
}

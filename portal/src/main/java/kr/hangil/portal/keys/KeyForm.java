package kr.hangil.portal.keys;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import kr.hangil.portal.frame.CheckedForm;
import kr.hangil.portal.frame.FormFailure;
import kr.hangil.portal.frame.Language;
import kr.hangil.portal.frame.Typed;
import kr.hangil.portal.gateway.ApiKey;
import kr.hangil.portal.gateway.KeyDraft;
import kr.hangil.portal.gateway.Tagged;
import kr.hangil.portal.limits.LimitsForm;
import kr.hangil.portal.upstream.Part;
import org.jspecify.annotations.Nullable;

/**
 * What was typed into the form for a key, and what is wrong with it.
 *
 * @param original the key that is changed, as it was when the form was filled or, once sent, is now; null for a new one
 * @param tag of the key that the form was filled from; empty for a new one
 * @param name as typed
 * @param project id of the chosen one; empty for none
 * @param models ticked served names; none means every model
 * @param expiry one of the choices
 * @param scope what the key is good for beside its models
 * @param problems what is wrong by field, {@code ""} for the form as a whole
 */
record KeyForm(
        @Nullable ApiKey original,
        String tag,
        String name,
        String project,
        List<String> models,
        Expiry expiry,
        Scope scope,
        Map<String, String> problems)
        implements CheckedForm {

    static final int LONGEST_NAME = 80;
    private static final int MOST_ADDRESSES = 50;
    private static final String NAME = "name";
    private static final String PROJECT = "project";
    private static final String MODELS = "models";
    private static final String EXPIRY = "expiresAt";
    private static final String ADDRESSES = "addresses";

    /** Those of the scope, in the order of the form. */
    private static final List<String> SCOPE = Stream.concat(
                    Stream.of("operations", "regions", ADDRESSES), LimitsForm.FIELDS.stream())
            .toList();

    private static final List<String> FIELDS = Stream.concat(Stream.of(NAME, EXPIRY, PROJECT, MODELS), SCOPE.stream())
            .toList();

    KeyForm {
        models = List.copyOf(models);
        problems = Map.copyOf(problems);
    }

    /**
     * What a key is good for beside its models. What is empty restricts nothing.
     *
     * @param operations ticked ones
     * @param regions ticked ones
     * @param addresses ranges as typed, between commas, spaces or lines
     */
    record Scope(List<String> operations, List<String> regions, String addresses, LimitsForm limits) {

        static final Scope OPEN = new Scope(List.of(), List.of(), "", LimitsForm.OPEN);

        Scope {
            operations = List.copyOf(operations);
            regions = List.copyOf(regions);
        }

        public boolean tickedOperation(String operation) {
            return operations.contains(operation);
        }

        public boolean tickedRegion(String region) {
            return regions.contains(region);
        }
    }

    static KeyForm blank() {
        return new KeyForm(null, "", "", "", List.of(), Expiry.DAYS_90, Scope.OPEN, Map.of());
    }

    /** The form for a change of {@code tagged}. */
    static KeyForm of(Tagged<ApiKey> tagged) {
        ApiKey key = tagged.content();
        return new KeyForm(
                key,
                tagged.tag(),
                key.name(),
                Typed.text(key.project()),
                key.models(),
                Expiry.KEEP,
                new Scope(
                        key.operations(),
                        key.regions(),
                        String.join("\n", key.addresses()),
                        LimitsForm.of(key.limits())),
                Map.of());
    }

    /** These fields as a change of {@code key}. */
    KeyForm changing(ApiKey key) {
        return new KeyForm(key, tag, name, project, models, expiry, scope, problems);
    }

    public boolean isNew() {
        return original == null;
    }

    public List<Expiry> expiries() {
        return original == null ? Expiry.ofNewKey() : Expiry.ofKey(original.expiresAt());
    }

    /** Operations to tick: those that there are, and what the key has or was to have beside them. */
    public List<String> operations() {
        return among(KeyDraft.OPERATIONS, scope.operations(), original == null ? List.of() : original.operations());
    }

    public boolean ticked(String model) {
        return models.contains(model);
    }

    /** Models to tick: those that are {@code served}, and what the key has or was to have beside them. */
    public List<String> modelsAmong(Part<List<String>> served) {
        return among(orNone(served), models, original == null ? List.of() : original.models());
    }

    /** Regions to tick: those that {@code there} are, and what the key has or was to have beside them. */
    public List<String> regionsAmong(Part<List<String>> there) {
        return among(orNone(there), scope.regions(), original == null ? List.of() : original.regions());
    }

    /** What is not offered cannot stay ticked, and a key of which nothing is ticked is good for everything. */
    private static List<String> among(List<String> known, List<String> ticked, List<String> before) {
        return Stream.of(known, ticked, before).flatMap(List::stream).distinct().toList();
    }

    private static List<String> orNone(Part<List<String>> known) {
        return known.isOk() ? known.content() : List.of();
    }

    /** Whether the key is narrowed by more than its models and its life, or was to be. */
    public boolean isNarrowed() {
        return !scope.equals(Scope.OPEN) || SCOPE.stream().anyMatch(problems::containsKey);
    }

    @Override
    public List<String> fields() {
        return FIELDS;
    }

    KeyDraft toDraft(Instant now) {
        return new KeyDraft(
                name,
                project.isEmpty() ? null : project,
                models,
                scope.operations(),
                scope.regions(),
                Typed.parts(scope.addresses()),
                scope.limits().toLimits(),
                expiry.from(now, original == null ? null : original.expiresAt()));
    }

    /** The form with what can be said without asking the gateway. */
    KeyForm checked(KeysMessages say, Language language) {
        Map<String, String> found = new TreeMap<>(scope.limits().problems(language));
        if (name.isEmpty()) {
            found.put(NAME, say.name_missing());
        } else if (name.codePointCount(0, name.length()) > LONGEST_NAME) {
            found.put(NAME, say.name_too_long(LONGEST_NAME));
        }
        if (Typed.parts(scope.addresses()).size() > MOST_ADDRESSES) {
            found.put(ADDRESSES, say.addresses_too_many(MOST_ADDRESSES));
        }
        return with(found);
    }

    /** The form with what the gateway said, beside the field it named. */
    KeyForm failed(FormFailure failure, KeysMessages say) {
        return with(Map.of(
                failure.field(),
                switch (failure.kind()) {
                    case FORBIDDEN ->
                        isNew() ? say.may_not_create(failure.requestId()) : say.may_not_change(failure.requestId());
                    case UNANSWERED ->
                        isNew() ? say.create_failed(failure.requestId()) : say.save_failed(failure.requestId());
                    default -> refused(failure.field(), failure.reason(), say);
                }));
    }

    /** The form as the key is {@code now}, for one who saw it otherwise. */
    static KeyForm outdated(Tagged<ApiKey> now, KeysMessages say) {
        return of(now).with(Map.of("", say.changed_meanwhile()));
    }

    private String refused(String field, String reason, KeysMessages say) {
        return switch (field) {
            case NAME -> say.name_refused(reason);
            case PROJECT -> say.project_refused(reason);
            case MODELS -> say.models_refused(reason);
            case EXPIRY -> say.expiry_refused(reason);
            case "" -> isNew() ? say.create_refused(reason) : say.save_refused(reason);
            default -> say.scope_refused(reason);
        };
    }

    private KeyForm with(Map<String, String> found) {
        return new KeyForm(original, tag, name, project, models, expiry, scope, found);
    }
}

package kr.hangil.portal;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.lang.reflect.RecordComponent;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.portal.billing.BillingProfile;
import kr.hangil.portal.billing.BudgetDraft;
import kr.hangil.portal.gateway.KeyDraft;
import kr.hangil.portal.gateway.Limits;
import kr.hangil.portal.gateway.PolicyDecision;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the gateway and billing refuse a form with is said in the reader's language. */
@QuarkusTest
@PortalTest
class RefusedFormsTest extends PageTest {

    private static final String OWN_WORDS = "the value is not what this service wants";
    private static final Pattern PROBLEM = Pattern.compile("(?s)<p class=\"problem\"[^>]*>(.*?)</p>");
    private static final Pattern TAG = Pattern.compile("(?s)<[^>]*>");
    private static final Pattern HANGUL = Pattern.compile("[가-힣]");
    private static final Pattern LATIN_SENTENCE = Pattern.compile("[A-Za-z]+ [A-Za-z]+ [A-Za-z]+");
    private static final List<String> LIMITS = within("limits", Limits.class);

    /** What any write may be refused with. */
    private static final List<Refused> ANY = List.of(
            new Refused(ErrorCode.MISSING_CREDENTIALS, null),
            new Refused(ErrorCode.INVALID_TOKEN, null),
            new Refused(ErrorCode.PERMISSION_DENIED, null),
            new Refused(ErrorCode.INVALID_JSON, null),
            new Refused(ErrorCode.INVALID_REQUEST, null),
            new Refused(ErrorCode.INVALID_REQUEST, "body"),
            new Refused(ErrorCode.INVALID_REQUEST, "a field that came later"),
            new Refused(ErrorCode.NOT_FOUND, null),
            new Refused(ErrorCode.NOT_FOUND, "tenant"),
            new Refused(ErrorCode.NOT_ACCEPTABLE, null),
            new Refused(ErrorCode.CONFLICT, null),
            new Refused(ErrorCode.BODY_TOO_LARGE, null),
            new Refused(ErrorCode.UNSUPPORTED_MEDIA_TYPE, null),
            new Refused(ErrorCode.RATE_LIMITED, null),
            new Refused(ErrorCode.INTERNAL, null),
            new Refused(ErrorCode.UNAVAILABLE, null));

    /** What only writes that may be sent again may be refused with. */
    private static final List<Refused> REPEATABLE = List.of(
            new Refused(ErrorCode.INVALID_REQUEST, "Idempotency-Key"),
            new Refused(ErrorCode.INVALID_REQUEST, "key"),
            new Refused(ErrorCode.CONFLICT, "Idempotency-Key"),
            new Refused(ErrorCode.IDEMPOTENCY_MISMATCH, "Idempotency-Key"),
            new Refused(ErrorCode.IDEMPOTENCY_MISMATCH, null));

    /** What only writes with a condition may be refused with. */
    private static final List<Refused> CONDITIONAL = List.of(
            new Refused(ErrorCode.PRECONDITION_REQUIRED, "If-Match"),
            new Refused(ErrorCode.PRECONDITION_FAILED, "If-Match"));

    /** @param param the field that the service names; null for none */
    private record Refused(ErrorCode code, @Nullable String param) {}

    /** A form, and what its service may refuse it with. */
    private enum Form {
        NEW_KEY(
                "/t/narae/keys",
                Map.of("name", "고객 상담"),
                all(
                        REPEATABLE,
                        invalid(within("", KeyDraft.class)),
                        invalid(LIMITS),
                        invalid("models[].<iterable element>", "addresses[1].<list element>"),
                        List.of(new Refused(ErrorCode.UNPROCESSABLE, "keys")))),
        KEY(
                "/t/narae/keys/k1",
                Map.of("name", "고객 상담", "expiry", "keep"),
                all(
                        CONDITIONAL,
                        invalid(within("", KeyDraft.class)),
                        invalid(LIMITS),
                        List.of(new Refused(ErrorCode.NOT_FOUND, "key"), new Refused(ErrorCode.CONFLICT, "key")))),
        NEW_PROJECT(
                "/t/narae/projects",
                Map.of("id", "site-search", "name", "통합 검색"),
                all(REPEATABLE, invalid("id", "name"), List.of(new Refused(ErrorCode.CONFLICT, "id")))),
        PROJECT_NAME(
                "/t/narae/projects/search/name",
                Map.of("name", "통합 검색"),
                all(invalid("name"), List.of(new Refused(ErrorCode.NOT_FOUND, "project")))),
        PROJECT_LIMITS(
                "/t/narae/projects/search",
                "/t/narae/projects/search/limits",
                Map.of("concurrency", "8"),
                all(
                        CONDITIONAL,
                        invalid(within("", PolicyDecision.class)),
                        invalid("projects[search].concurrency"),
                        List.of(new Refused(ErrorCode.CONFLICT, "regions")))),
        POLICY(
                "/t/narae/policy",
                Map.of("concurrency", "8"),
                all(
                        CONDITIONAL,
                        invalid(within("", PolicyDecision.class)),
                        invalid(LIMITS),
                        invalid("fallbacks[hangil-mini].<map value>"),
                        List.of(new Refused(ErrorCode.CONFLICT, "regions")))),
        NEW_BUDGET(
                "/t/narae/budgets",
                Map.of("limitWon", "50,000"),
                all(
                        REPEATABLE,
                        invalid(within("", BudgetDraft.class)),
                        invalid("alertThresholds[0].<list element>"),
                        List.of(new Refused(ErrorCode.UNSUPPORTED_PARAMETER, "email")))),
        BUDGET(
                "/t/narae/budgets/1",
                Map.of("limitWon", "50,000"),
                all(
                        invalid(within("", BudgetDraft.class)),
                        List.of(new Refused(ErrorCode.UNSUPPORTED_PARAMETER, "email")))),
        PROFILE("/t/narae/billing-profile", profile(), invalid(within("", BillingProfile.class)));

        private final String page;
        private final String action;
        private final Map<String, String> fields;
        private final List<Refused> refusals;

        /** Sent to the address of its page. */
        Form(String page, Map<String, String> fields, List<Refused> refusals) {
            this(page, page, fields, refusals);
        }

        Form(String page, String action, Map<String, String> fields, List<Refused> refusals) {
            this.page = page;
            this.action = action;
            this.fields = fields;
            this.refusals = all(ANY, refusals);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldSayInKoreanWhyAFormIsRefused(Form form) {
        HttpResponse<String> page = open(form);

        for (Refused refused : form.refusals) {
            String problem = problem(form, page, refused.code(), refused.param());

            assertThat(problem).as(refused.toString()).containsPattern(HANGUL).doesNotContainPattern(LATIN_SENTENCE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldSayInEnglishWhyAFormIsRefused(Form form) {
        visitor().speaking("en");
        HttpResponse<String> page = open(form);

        for (Refused refused : form.refusals) {
            String problem = problem(form, page, refused.code(), refused.param());

            assertThat(problem)
                    .as(refused.toString())
                    .containsPattern(LATIN_SENTENCE)
                    .doesNotContainPattern(HANGUL)
                    .doesNotContain(OWN_WORDS);
        }
    }

    @Test
    void shouldPassOnTheServicesOwnWordsForACodeThatItDoesNotKnow() {
        HttpResponse<String> page = open(Form.NEW_PROJECT);
        gateway().refuseWrites(400, "came_later", "name", OWN_WORDS);

        String body = visitor()
                .submit(page, Form.NEW_PROJECT.action, Form.NEW_PROJECT.fields)
                .body();

        assertThat(text(body, "name-problem")).contains(OWN_WORDS);
    }

    private HttpResponse<String> open(Form form) {
        gateway().plant("narae", Samples.key("k1", "고객 상담"));
        gateway().project("search", "통합 검색");
        billing().budget(Samples.budget(10_000, true), "0.000000000");
        return visitor().get(form.page);
    }

    /** What the page says where the form is refused with this. */
    private String problem(Form form, HttpResponse<String> page, ErrorCode code, @Nullable String param) {
        gateway().refuseWrites(code.status(), code.code(), param, OWN_WORDS);
        billing().refuseWrites(code.status(), code.code(), param, OWN_WORDS);
        Map<String, String> fields = new HashMap<>(form.fields);
        if (page.body().contains("name=\"tag\"")) {
            fields.put("tag", tag(page.body()));
        }
        String body = visitor().submit(page, form.action, fields).body();
        List<String> problems = PROBLEM.matcher(body)
                .results()
                .map(found -> TAG.matcher(found.group(1)).replaceAll(""))
                .toList();
        assertThat(problems).as(code + " " + param).hasSize(1);
        return requireNonNull(problems.getFirst());
    }

    private static Map<String, String> profile() {
        Map<String, String> fields =
                new HashMap<>(Map.of("registrationNumber", "123-45-67891", "email", "tax@narae.example"));
        for (String field : List.of("name", "representative", "address", "businessType", "businessItem")) {
            fields.put(field, "나래소프트");
        }
        return fields;
    }

    /** The fields of {@code body}, as a refusal names them. */
    private static List<String> within(String path, Class<? extends Record> body) {
        return Arrays.stream(body.getRecordComponents())
                .map(RecordComponent::getName)
                .map(name -> path.isEmpty() ? name : path + "." + name)
                .toList();
    }

    private static List<Refused> invalid(String... fields) {
        return invalid(List.of(fields));
    }

    private static List<Refused> invalid(List<String> fields) {
        return fields.stream()
                .map(field -> new Refused(ErrorCode.INVALID_REQUEST, field))
                .toList();
    }

    @SafeVarargs
    private static List<Refused> all(List<Refused>... lists) {
        return Stream.of(lists).flatMap(List::stream).toList();
    }
}

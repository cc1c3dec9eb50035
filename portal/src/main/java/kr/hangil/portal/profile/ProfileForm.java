package kr.hangil.portal.profile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kr.hangil.portal.billing.BillingProfile;
import kr.hangil.portal.frame.CheckedForm;
import kr.hangil.portal.frame.FormFailure;
import kr.hangil.portal.frame.Typed;

/**
 * What was typed into the form of a billing profile, and what is wrong with it.
 *
 * @param values texts by field
 * @param problems what is wrong by field, {@code ""} for the form as a whole
 */
record ProfileForm(Map<String, String> values, Map<String, String> problems) implements CheckedForm {

    private static final String REGISTRATION_NUMBER = "registrationNumber";
    private static final String CORPORATE_NUMBER = "corporateNumber";
    private static final String EMAIL = "email";
    private static final Pattern REGISTRATION = Pattern.compile("(\\d{3})-?(\\d{2})-?(\\d{5})");
    private static final Pattern CORPORATE = Pattern.compile("(\\d{6})-?(\\d{7})");

    /** Longest text of each field, in the order of the form. */
    private static final Map<String, Integer> FIELDS = longestTexts();

    ProfileForm {
        values = Map.copyOf(values);
        problems = Map.copyOf(problems);
    }

    private static Map<String, Integer> longestTexts() {
        Map<String, Integer> fields = new LinkedHashMap<>();
        fields.put(REGISTRATION_NUMBER, 12);
        fields.put(CORPORATE_NUMBER, 14);
        fields.put("name", 70);
        fields.put("representative", 30);
        fields.put("address", 150);
        fields.put("businessType", 40);
        fields.put("businessItem", 40);
        fields.put(EMAIL, 100);
        return fields;
    }

    static ProfileForm blank() {
        return new ProfileForm(Map.of(), Map.of());
    }

    static ProfileForm of(BillingProfile profile) {
        return new ProfileForm(
                Map.of(
                        REGISTRATION_NUMBER,
                        dashed(REGISTRATION, profile.registrationNumber()),
                        CORPORATE_NUMBER,
                        dashed(CORPORATE, Typed.text(profile.corporateNumber())),
                        "name",
                        profile.name(),
                        "representative",
                        profile.representative(),
                        "address",
                        profile.address(),
                        "businessType",
                        profile.businessType(),
                        "businessItem",
                        profile.businessItem(),
                        EMAIL,
                        profile.email()),
                Map.of());
    }

    /** @param values texts by field, as they were typed */
    static ProfileForm typed(Map<String, String> values) {
        return new ProfileForm(values, Map.of());
    }

    public String value(String field) {
        return values.getOrDefault(field, "");
    }

    /** Most characters of {@code field}. */
    public int longest(String field) {
        return FIELDS.getOrDefault(field, 0);
    }

    @Override
    public List<String> fields() {
        return List.copyOf(FIELDS.keySet());
    }

    BillingProfile toProfile() {
        String corporate = value(CORPORATE_NUMBER);
        return new BillingProfile(
                value(REGISTRATION_NUMBER),
                corporate.isEmpty() ? null : corporate,
                value("name"),
                value("representative"),
                value("address"),
                value("businessType"),
                value("businessItem"),
                value(EMAIL));
    }

    /** The form with what can be said without asking billing, which checks the numbers' check digits. */
    ProfileForm checked(ProfileMessages say) {
        Map<String, String> found = new TreeMap<>();
        for (Map.Entry<String, Integer> field : FIELDS.entrySet()) {
            String value = value(field.getKey());
            if (value.isEmpty() && !field.getKey().equals(CORPORATE_NUMBER)) {
                found.put(field.getKey(), say.missing());
            } else if (value.length() > field.getValue()) {
                found.put(field.getKey(), say.too_long(field.getValue()));
            }
        }
        String registration = value(REGISTRATION_NUMBER);
        if (!registration.isEmpty() && !REGISTRATION.matcher(registration).matches()) {
            found.put(REGISTRATION_NUMBER, say.registration_no_number());
        }
        String corporate = value(CORPORATE_NUMBER);
        if (!corporate.isEmpty() && !CORPORATE.matcher(corporate).matches()) {
            found.put(CORPORATE_NUMBER, say.corporate_no_number());
        }
        if (!value(EMAIL).isEmpty() && !Typed.isEmail(value(EMAIL))) {
            found.putIfAbsent(EMAIL, say.email_wrong());
        }
        return with(found);
    }

    /** The form with what billing said, beside the field it named. */
    ProfileForm failed(FormFailure failure, ProfileMessages say) {
        return with(Map.of(
                failure.field(),
                switch (failure.kind()) {
                    case FORBIDDEN -> say.may_not_save(failure.requestId());
                    case UNANSWERED -> say.save_failed(failure.requestId());
                    default -> refused(failure.field(), failure.reason(), say);
                }));
    }

    private static String refused(String field, String reason, ProfileMessages say) {
        return switch (field) {
            case REGISTRATION_NUMBER -> say.registration_wrong();
            case CORPORATE_NUMBER -> say.corporate_wrong();
            case "" -> say.save_refused(reason);
            default -> say.field_refused(reason);
        };
    }

    private ProfileForm with(Map<String, String> found) {
        return new ProfileForm(values, found);
    }

    /** The digits of {@code number} in the groups that people write them in. */
    private static String dashed(Pattern groups, String number) {
        Matcher matcher = groups.matcher(number);
        if (!matcher.matches()) {
            return number;
        }
        StringBuilder dashed = new StringBuilder(matcher.group(1));
        for (int i = 2; i <= matcher.groupCount(); i++) {
            dashed.append('-').append(matcher.group(i));
        }
        return dashed.toString();
    }
}

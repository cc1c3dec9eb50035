package kr.hangil.billing.profile;

import java.util.regex.Pattern;

/** Korean registration numbers and their check digits. */
public final class RegistrationNumbers {

    private static final Pattern BUSINESS = Pattern.compile("\\d{3}-?\\d{2}-?\\d{5}");
    private static final Pattern CORPORATE = Pattern.compile("\\d{6}-?\\d{7}");
    private static final int[] BUSINESS_WEIGHTS = {1, 3, 7, 1, 3, 7, 1, 3, 5};

    private RegistrationNumbers() {}

    /** Whether {@code text} is a 사업자등록번호, with or without its dashes. */
    public static boolean isBusiness(String text) {
        if (!BUSINESS.matcher(text).matches()) {
            return false;
        }
        String digits = digits(text);
        int sum = digit(digits, 8) * 5 / 10;
        for (int i = 0; i < BUSINESS_WEIGHTS.length; i++) {
            sum += digit(digits, i) * BUSINESS_WEIGHTS[i];
        }
        return (10 - sum % 10) % 10 == digit(digits, 9);
    }

    /** Whether {@code text} is a 법인등록번호, with or without its dash. */
    public static boolean isCorporate(String text) {
        if (!CORPORATE.matcher(text).matches()) {
            return false;
        }
        String digits = digits(text);
        int sum = 0;
        for (int i = 0; i < 12; i++) {
            sum += digit(digits, i) * (i % 2 + 1);
        }
        return (10 - sum % 10) % 10 == digit(digits, 12);
    }

    /** The digits alone. */
    public static String digits(String number) {
        return number.replace("-", "");
    }

    private static int digit(String digits, int position) {
        return digits.charAt(position) - '0';
    }
}

package kr.hangil.billing.statement;

import java.text.MessageFormat;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Locale.LanguageRange;
import java.util.ResourceBundle;
import kr.hangil.billing.rating.Unit;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** What a statement says in one language. */
final class Wording {

    private static final List<Locale> LANGUAGES = List.of(Locale.KOREAN, Locale.ENGLISH);

    private final Locale locale;
    private final ResourceBundle texts;

    private Wording(Locale locale) {
        this.locale = locale;
        this.texts = ResourceBundle.getBundle(
                "kr.hangil.billing.statement.statement",
                locale,
                Wording.class.getClassLoader(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /**
     * The wording a reader asks for, Korean for one who asks for none that is here.
     *
     * @param lang {@code ko} or {@code en}
     * @param acceptLanguage the header
     * @throws PlatformException {@code invalid_request} for another {@code lang}
     */
    static Wording of(@Nullable String lang, @Nullable String acceptLanguage) {
        if (lang != null) {
            return LANGUAGES.stream()
                    .filter(locale -> locale.getLanguage().equals(lang))
                    .findFirst()
                    .map(Wording::new)
                    .orElseThrow(
                            () -> PlatformException.at(ErrorCode.INVALID_REQUEST, "lang", "lang must be ko or en"));
        }
        return new Wording(accepted(acceptLanguage));
    }

    private static Locale accepted(@Nullable String header) {
        try {
            Locale best = header == null ? null : Locale.lookup(LanguageRange.parse(header), LANGUAGES);
            return best == null ? Locale.KOREAN : best;
        } catch (IllegalArgumentException e) {
            return Locale.KOREAN;
        }
    }

    String language() {
        return locale.getLanguage();
    }

    String text(String key) {
        return texts.getString(key);
    }

    String text(String key, String... values) {
        return new MessageFormat(texts.getString(key), locale).format((Object[]) values);
    }

    /** What a meter counts; its own name where there is no word for it. */
    String meter(String meter) {
        String key = "meter." + meter;
        return texts.containsKey(key) ? texts.getString(key) : meter;
    }

    /** What one unit is called; nothing where nothing is counted. */
    String unit(@Nullable Unit unit) {
        return unit == null ? "" : text("unit." + unit.wireName());
    }

    /** So many units, with their name. */
    String units(@Nullable Unit unit, long count) {
        String number = "%,d".formatted(count);
        return unit == null ? number : text((count == 1 ? "one." : "units.") + unit.wireName(), number);
    }

    String month(YearMonth month) {
        return DateTimeFormatter.ofPattern(text("monthFormat"), locale).format(month);
    }

    String date(LocalDate date) {
        return DateTimeFormatter.ofPattern(text("dateFormat"), locale).format(date);
    }
}

package kr.hangil.portal.frame;

import io.quarkus.qute.i18n.Localized;
import io.quarkus.qute.i18n.MessageBundles;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A language the portal speaks. Korean first. */
public enum Language {
    KO("한국어"),
    EN("English");

    private final String label;

    Language(String label) {
        this.label = label;
    }

    /** BCP 47 tag, {@code ko} or {@code en}. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What speakers of the language call it. */
    public String label() {
        return label;
    }

    public Locale locale() {
        return Locale.of(tag());
    }

    /** The language with this tag, in any case and with any region. */
    public static Optional<Language> of(@Nullable String tag) {
        if (tag == null) {
            return Optional.empty();
        }
        String language = Locale.forLanguageTag(tag.strip()).getLanguage();
        return switch (language) {
            case "ko" -> Optional.of(KO);
            case "en" -> Optional.of(EN);
            default -> Optional.empty();
        };
    }

    /**
     * The language to answer in.
     *
     * @param chosen value of the language cookie; null where there is none
     * @param acceptable the browser's {@code Accept-Language}; null where it sent none
     */
    public static Language choose(@Nullable String chosen, @Nullable String acceptable) {
        return of(chosen).orElseGet(() -> preferred(acceptable == null ? "" : acceptable));
    }

    private static Language preferred(String acceptable) {
        try {
            List<Locale> known = Arrays.stream(values()).map(Language::locale).toList();
            Locale best = Locale.lookup(Locale.LanguageRange.parse(acceptable), known);
            return of(best == null ? null : best.toLanguageTag()).orElse(KO);
        } catch (IllegalArgumentException e) {
            return KO;
        }
    }

    /** The texts of {@code bundle} in this language. */
    public <T> T messages(Class<T> bundle) {
        return MessageBundles.get(bundle, Localized.Literal.of(tag()));
    }
}

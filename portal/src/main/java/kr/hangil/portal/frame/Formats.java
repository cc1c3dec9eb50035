package kr.hangil.portal.frame;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Amounts, counts and times as readers of a language write them. Times are of Asia/Seoul. */
public record Formats(Language language) {

    public static final ZoneId ZONE = ZoneId.of("Asia/Seoul");

    /** As wide as a digit, which a hyphen is not. */
    private static final char MINUS = '−';

    /** A count with thousands separated. */
    public String count(long count) {
        return whole().format(count);
    }

    /** Whole won: {@code 1,234원} or {@code ₩1,234}. */
    public String wholeWon(long won) {
        return unit(whole().format(won));
    }

    /** A number with thousands separated and every decimal that is not a trailing zero. */
    public String amount(BigDecimal amount) {
        DecimalFormat format = whole();
        format.setMaximumFractionDigits(Math.max(0, amount.stripTrailingZeros().scale()));
        return format.format(amount);
    }

    /** Won cut to whole ones, as an invoice does; an amount under one is said to be so instead of shown as nothing. */
    public String won(BigDecimal exact) {
        if (exact.signum() > 0 && exact.compareTo(BigDecimal.ONE) < 0) {
            return language == Language.KO ? "1원 미만" : "under ₩1";
        }
        return unit(whole().format(exact.setScale(0, RoundingMode.FLOOR)));
    }

    /** Won with every decimal that is not a trailing zero. */
    public String exact(BigDecimal exact) {
        return unit(amount(exact));
    }

    public String dateTime(Instant instant) {
        return format(language == Language.KO ? "yyyy. M. d. HH:mm" : "d MMM yyyy, HH:mm", instant.atZone(ZONE));
    }

    public String date(Instant instant) {
        return format(language == Language.KO ? "yyyy. M. d." : "d MMM yyyy", instant.atZone(ZONE));
    }

    public String date(LocalDate day) {
        return format(language == Language.KO ? "yyyy. M. d." : "d MMM yyyy", day);
    }

    /** A day within a month that is named elsewhere. */
    public String day(LocalDate day) {
        return format(language == Language.KO ? "M월 d일 (E)" : "EEE d MMM", day);
    }

    /** The month that {@code day} is in. */
    public String monthOf(LocalDate day) {
        return month(YearMonth.from(day));
    }

    public String month(YearMonth month) {
        return format(language == Language.KO ? "yyyy년 M월" : "MMMM yyyy", month);
    }

    private String unit(String number) {
        if (language == Language.KO) {
            return number + "원";
        }
        return number.charAt(0) == MINUS ? MINUS + "₩" + number.substring(1) : "₩" + number;
    }

    private String format(String pattern, java.time.temporal.TemporalAccessor when) {
        return DateTimeFormatter.ofPattern(pattern, language == Language.KO ? Locale.KOREA : Locale.UK)
                .format(when);
    }

    private static DecimalFormat whole() {
        DecimalFormatSymbols symbols = DecimalFormatSymbols.getInstance(Locale.ROOT);
        symbols.setMinusSign(MINUS);
        return new DecimalFormat("#,##0", symbols);
    }
}

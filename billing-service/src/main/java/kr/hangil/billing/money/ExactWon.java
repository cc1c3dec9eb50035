package kr.hangil.billing.money;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Exact amounts as text. */
public final class ExactWon {

    private static final int LEAST_SCALE = 9;

    private ExactWon() {}

    /** A plain decimal with nine decimals, and more only where they are not zero. */
    public static String text(BigDecimal exact) {
        BigDecimal stripped = exact.stripTrailingZeros();
        int scale = Math.max(LEAST_SCALE, stripped.scale());
        return stripped.setScale(scale, RoundingMode.UNNECESSARY).toPlainString();
    }
}

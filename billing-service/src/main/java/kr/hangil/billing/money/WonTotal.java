package kr.hangil.billing.money;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What a tenant owes, in whole won.
 *
 * @param supplyWon 공급가액, the value before tax
 * @param vatWon 부가가치세
 * @param totalWon supplyWon + vatWon
 */
public record WonTotal(long supplyWon, long vatWon, long totalWon) {

    /** Ten per cent: VAT Act (부가가치세법), Article 30. */
    private static final int VAT_DIVISOR = 10;

    public WonTotal {
        if (Math.addExact(supplyWon, vatWon) != totalWon) {
            throw new IllegalArgumentException(
                    "total %d is not supply %d + VAT %d".formatted(totalWon, supplyWon, vatWon));
        }
    }

    /**
     * The total of prices that exclude VAT: {@code supply = floor(exact)}, {@code vat = floor(supply / 10)}.
     *
     * @param exact sum of exact amounts; the only rounding there is happens here
     * @throws ArithmeticException when the sum does not fit into a {@code long}
     */
    public static WonTotal exclusiveOfVat(BigDecimal exact) {
        long supply = floor(exact);
        long vat = Math.floorDiv(supply, VAT_DIVISOR);
        return new WonTotal(supply, vat, Math.addExact(supply, vat));
    }

    /**
     * The total of prices that include VAT: {@code total = floor(exact)}, {@code supply = floor(total x 100 / 110)}, and VAT
     * is what is between them. Taking a tenth of the supply value instead would miss most totals by a won.
     *
     * @param exact sum of exact amounts
     * @throws ArithmeticException when the sum does not fit into a {@code long}
     */
    public static WonTotal inclusiveOfVat(BigDecimal exact) {
        long total = floor(exact);
        long supply = Math.floorDiv(Math.multiplyExact(total, VAT_DIVISOR), VAT_DIVISOR + 1);
        return new WonTotal(supply, total - supply, total);
    }

    /** The total of prices as {@code vat} says. */
    public static WonTotal of(Vat vat, BigDecimal exact) {
        return switch (vat) {
            case EXCLUSIVE -> exclusiveOfVat(exact);
            case INCLUSIVE -> inclusiveOfVat(exact);
        };
    }

    static long floor(BigDecimal exact) {
        return exact.setScale(0, RoundingMode.FLOOR).longValueExact();
    }
}

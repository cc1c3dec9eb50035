package kr.hangil.billing.focus;

import java.math.BigDecimal;
import java.time.YearMonth;
import kr.hangil.billing.invoice.Invoice;
import kr.hangil.billing.rating.Meter;
import org.jspecify.annotations.Nullable;

/**
 * A row.
 *
 * @param invoice the invoice it is of
 * @param correction whether it changes what an earlier month was billed
 * @param billed the month it is billed in
 * @param charged the month of the usage it is for
 * @param billedCost whole won
 * @param listCost won at list prices
 * @param contractedCost won at what the tenant's contract makes of them
 * @param sku what was used; null for a charge that is not usage
 * @param line of the invoice; null for VAT
 * @param discountPercent in {@code contractedCost}; null where there is none
 * @param contract id of the one whose terms priced it; null for usage of a month that nothing was agreed for, and for a charge
 *     that is not usage
 */
record Charge(
        Invoice invoice,
        Category category,
        boolean correction,
        String description,
        YearMonth billed,
        YearMonth charged,
        BigDecimal billedCost,
        BigDecimal listCost,
        BigDecimal contractedCost,
        @Nullable Sku sku,
        @Nullable Integer line,
        @Nullable BigDecimal discountPercent,
        @Nullable Long contract) {

    /** A charge whose cost is the same however it is counted. */
    static Charge flat(
            Invoice invoice,
            Category category,
            boolean correction,
            String description,
            YearMonth billed,
            YearMonth charged,
            BigDecimal won,
            @Nullable Integer line) {
        return new Charge(
                invoice, category, correction, description, billed, charged, won, won, won, null, line, null, null);
    }

    /** The same charge, priced by {@code contract}. */
    Charge under(@Nullable Long contract) {
        return new Charge(
                invoice,
                category,
                correction,
                description,
                billed,
                charged,
                billedCost,
                listCost,
                contractedCost,
                sku,
                line,
                discountPercent,
                contract);
    }

    /** FOCUS's {@code ChargeCategory}; nothing here is bought upfront. */
    enum Category {
        USAGE("Usage"),
        TAX("Tax"),
        CREDIT("Credit"),
        ADJUSTMENT("Adjustment");

        private final String focusName;

        Category(String focusName) {
            this.focusName = focusName;
        }

        String focusName() {
            return focusName;
        }
    }

    /**
     * What was used at which price.
     *
     * @param per units that a unit price buys
     * @param units used
     * @param listUnitPrice won, before VAT
     * @param contractedUnitPrice won, before VAT, discount taken off
     */
    record Sku(
            String model,
            String meter,
            long priceId,
            long per,
            long units,
            BigDecimal listUnitPrice,
            BigDecimal contractedUnitPrice) {

        /** Stays the same whatever the price is, as FOCUS asks. */
        String id() {
            return model + "/" + meter;
        }

        /** Units as the price counts them; exact, for {@code per} is a power of ten. */
        BigDecimal pricingQuantity() {
            return BigDecimal.valueOf(units).divide(BigDecimal.valueOf(per));
        }

        String pricingUnit() {
            return per == 1 ? unit() : per + " " + unit();
        }

        String unit() {
            return switch (Meter.of(meter).unit()) {
                case TOKEN -> "Tokens";
                case REQUEST -> "Requests";
                case IMAGE -> "Images";
                case SECOND -> "Seconds";
            };
        }
    }
}

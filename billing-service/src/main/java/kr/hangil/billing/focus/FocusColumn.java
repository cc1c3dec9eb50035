package kr.hangil.billing.focus;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import kr.hangil.billing.export.Column;
import kr.hangil.billing.export.Table;
import kr.hangil.billing.export.TableRow;
import kr.hangil.billing.focus.Charge.Sku;
import kr.hangil.billing.profile.Party;
import kr.hangil.billing.spending.SpendPeriod;
import org.jspecify.annotations.Nullable;

/**
 * The columns, in their order: all that FOCUS 1.2 makes mandatory, those of its others that we have something to say in, and
 * behind them our own, which begin with {@code x_}.
 */
@SuppressWarnings("ImmutableEnumChecker") // Its functions hold nothing that changes.
enum FocusColumn {
    BILLED_COST(Column.exact("BilledCost"), Charge::billedCost),
    BILLING_ACCOUNT_ID(
            Column.text("BillingAccountId"), charge -> charge.invoice().tenant()),
    BILLING_ACCOUNT_NAME(
            Column.text("BillingAccountName"), charge -> nameOf(charge.invoice().buyer())),
    BILLING_CURRENCY(Column.text("BillingCurrency"), charge -> charge.invoice().currency()),
    BILLING_PERIOD_END(Column.instant("BillingPeriodEnd"), charge -> end(charge.billed())),
    BILLING_PERIOD_START(Column.instant("BillingPeriodStart"), charge -> SpendPeriod.begin(charge.billed())),
    CHARGE_CATEGORY(Column.text("ChargeCategory"), charge -> charge.category().focusName()),
    CHARGE_CLASS(Column.text("ChargeClass"), charge -> charge.correction() ? "Correction" : null),
    CHARGE_DESCRIPTION(Column.text("ChargeDescription"), Charge::description),
    CHARGE_FREQUENCY(
            Column.text("ChargeFrequency"),
            charge -> charge.category() == Charge.Category.USAGE ? "Usage-Based" : "One-Time"),
    CHARGE_PERIOD_END(Column.instant("ChargePeriodEnd"), charge -> end(charge.charged())),
    CHARGE_PERIOD_START(Column.instant("ChargePeriodStart"), charge -> SpendPeriod.begin(charge.charged())),
    CONSUMED_QUANTITY(Column.exact("ConsumedQuantity"), ofSku(sku -> BigDecimal.valueOf(sku.units()))),
    CONSUMED_UNIT(Column.text("ConsumedUnit"), ofSku(Sku::unit)),
    CONTRACTED_COST(Column.exact("ContractedCost"), Charge::contractedCost),
    CONTRACTED_UNIT_PRICE(Column.exact("ContractedUnitPrice"), ofSku(Sku::contractedUnitPrice)),
    /** Nothing is amortised here, so it is what is billed. */
    EFFECTIVE_COST(Column.exact("EffectiveCost"), Charge::billedCost),
    INVOICE_ID(Column.text("InvoiceId"), charge -> charge.invoice().number()),
    INVOICE_ISSUER_NAME(Column.text("InvoiceIssuerName"), FocusColumn::supplier),
    LIST_COST(Column.exact("ListCost"), Charge::listCost),
    LIST_UNIT_PRICE(Column.exact("ListUnitPrice"), ofSku(Sku::listUnitPrice)),
    PRICING_CATEGORY(Column.text("PricingCategory"), ofSku(sku -> "Standard")),
    PRICING_QUANTITY(Column.exact("PricingQuantity"), ofSku(Sku::pricingQuantity)),
    PRICING_UNIT(Column.text("PricingUnit"), ofSku(Sku::pricingUnit)),
    PROVIDER_NAME(Column.text("ProviderName"), FocusColumn::supplier),
    PUBLISHER_NAME(Column.text("PublisherName"), FocusColumn::supplier),
    SERVICE_CATEGORY(Column.text("ServiceCategory"), charge -> "AI and Machine Learning"),
    SERVICE_NAME(Column.text("ServiceName"), charge -> "Hangil model serving"),
    SERVICE_SUBCATEGORY(Column.text("ServiceSubcategory"), charge -> "Generative AI"),
    SKU_ID(Column.text("SkuId"), ofSku(Sku::id)),
    SKU_METER(Column.text("SkuMeter"), ofSku(Sku::meter)),
    SKU_PRICE_ID(Column.text("SkuPriceId"), ofSku(Sku::id)),
    /** FOCUS 1.3 has a {@code ContractApplied}, which tells of commitments; contracts here have none. */
    X_CONTRACT_ID(Column.whole("x_ContractId"), Charge::contract),
    X_DISCOUNT_PERCENT(Column.exact("x_DiscountPercent"), Charge::discountPercent),
    X_INVOICE_LINE(
            Column.whole("x_InvoiceLine"),
            charge -> charge.line() == null ? null : charge.line().longValue()),
    X_MODEL(Column.text("x_Model"), ofSku(Sku::model)),
    X_PRICE_ID(Column.whole("x_PriceId"), ofSku(Sku::priceId));

    private final Column column;
    private final Function<Charge, @Nullable Object> cell;

    FocusColumn(Column column, Function<Charge, @Nullable Object> cell) {
        this.column = column;
        this.cell = cell;
    }

    /** The table of a month; FOCUS has its times in UTC. */
    static Table table(String tenant, YearMonth month) {
        return new Table(
                "focus-1.2-%s-%s".formatted(tenant, month),
                Arrays.stream(values()).map(one -> one.column).toList(),
                ZoneOffset.UTC);
    }

    static TableRow row(Charge charge) {
        List<@Nullable Object> cells = new ArrayList<>(values().length);
        for (FocusColumn one : values()) {
            cells.add(one.cell.apply(charge));
        }
        return new TableRow(cells);
    }

    private static Function<Charge, @Nullable Object> ofSku(Function<Sku, Object> cell) {
        return charge -> charge.sku() == null ? null : cell.apply(charge.sku());
    }

    private static @Nullable Object supplier(Charge charge) {
        return nameOf(charge.invoice().supplier());
    }

    private static @Nullable Object nameOf(@Nullable Party party) {
        return party == null ? null : party.name();
    }

    private static Instant end(YearMonth month) {
        return SpendPeriod.begin(month.plusMonths(1));
    }
}

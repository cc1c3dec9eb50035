package kr.hangil.billing.verification;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What verification found.
 *
 * @param ok whether there is no difference
 * @param events identities looked at
 * @param charges lines looked at
 * @param differences the first 1,000
 */
record VerificationReport(boolean ok, long events, long charges, List<Difference> differences) {

    VerificationReport {
        differences = List.copyOf(differences);
    }

    /**
     * @param kind {@code event_missing}, {@code event_twice}, {@code event_without_identity}, {@code content_changed},
     *     {@code charge_without_event}, {@code charge_differs} or {@code parked_wrongly},
     *     for events; {@code spend_total_differs}, {@code usage_rollup_differs}, {@code charge_total_differs},
     *     {@code credit_differs}, {@code ledger_unbalanced}, {@code invoice_chain_broken}, {@code invoice_number_missing},
     *     {@code invoice_differs}, {@code vat_differs}, {@code discount_differs}, {@code document_differs},
     *     {@code receivable_differs}, {@code prepaid_differs}, {@code billed_over} or {@code rating_run_differs} for sums
     * @param sequence the event's place in the ledger; null for a sum
     * @param tenant whose; null when no row says it
     * @param id the event's id, or what a sum is of; null when no row says it
     * @param detail what was expected and what is there
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Difference(
            String kind,
            @Nullable Long sequence,
            @Nullable String tenant,
            @Nullable String id,
            String detail) {

        /** A sum that is not what it should be. */
        static Difference of(String kind, @Nullable String tenant, @Nullable String id, String detail) {
            return new Difference(kind, null, tenant, id, detail);
        }
    }
}

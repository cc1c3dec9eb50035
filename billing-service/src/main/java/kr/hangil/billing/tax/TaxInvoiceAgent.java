package kr.hangil.billing.tax;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who brings tax invoices to the National Tax Service: an issuing agency (ASP, ERP relay), or files for one. Its calls may
 * block and are made on a worker thread.
 */
public interface TaxInvoiceAgent {

    /**
     * Hands a document over. Called again for the same 승인번호 when it is unknown whether the first call came through, so
     * it must be safe to repeat.
     */
    void send(String approvalNumber, TaxDocument document) throws IOException;

    /** What became of a document that was handed over; empty while nobody knows. */
    Optional<Answer> answer(String approvalNumber) throws IOException;

    /** @param rejection why it was rejected; null when it was accepted */
    record Answer(@Nullable String rejection) {}
}

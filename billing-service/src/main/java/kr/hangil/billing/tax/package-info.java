/**
 * 전자세금계산서: the tax document of an invoice, and corrections of it (수정세금계산서, codes 1 to 6).
 *
 * <p>A document is made {@code ready} from a final invoice's snapshot, {@code issued} with its 승인번호, {@code sent} by a
 * {@link kr.hangil.billing.tax.TaxInvoiceAgent}, and {@code accepted} or {@code rejected} by the tax service's answer. A
 * correction is a document of its own that carries the original's number (VAT Act, Article 32; its decree, Article 70).
 */
@NullMarked
package kr.hangil.billing.tax;

import org.jspecify.annotations.NullMarked;

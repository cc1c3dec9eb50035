package kr.hangil.billing.tax;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import java.util.List;
import kr.hangil.billing.profile.Party;
import org.jspecify.annotations.Nullable;

/**
 * What a tax invoice says (VAT Act, Article 32①).
 *
 * @param invoiceNumber our invoice
 * @param code 수정사유 1..6; null for a normal one
 * @param zeroRated 영세율: its supply bears no VAT
 * @param originalApprovalNumber 당초 승인번호 of the document that this one corrects; null for a normal one
 * @param issueDate 작성일자
 * @param supplyWon 공급가액, negative where something is taken back
 * @param vatWon 세액
 * @param totalWon 합계금액
 * @param claim whether it asks for payment (청구) rather than confirms it (영수)
 * @param remark 비고
 * @param items 1..{@value #MAX_ITEMS}; they add up to both sums
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record TaxDocument(
        String invoiceNumber,
        @Nullable Integer code,
        boolean zeroRated,
        @Nullable String originalApprovalNumber,
        LocalDate issueDate,
        Party supplier,
        Party buyer,
        long supplyWon,
        long vatWon,
        long totalWon,
        boolean claim,
        @Nullable String remark,
        List<Item> items) {

    /** Most detail lines of one document. */
    public static final int MAX_ITEMS = 99;

    public TaxDocument {
        items = List.copyOf(items);
        if (items.isEmpty() || items.size() > MAX_ITEMS) {
            throw new IllegalArgumentException("a tax invoice has 1 to 99 items, not " + items.size());
        }
        if (items.stream().mapToLong(Item::supplyWon).sum() != supplyWon
                || items.stream().mapToLong(Item::vatWon).sum() != vatWon
                || supplyWon + vatWon != totalWon) {
            throw new IllegalArgumentException("the items of " + invoiceNumber + " do not add up");
        }
    }

    /**
     * @param date 월, 일
     * @param name 품목
     * @param specification 규격
     * @param quantity 수량; null where none is told
     */
    public record Item(
            LocalDate date,
            String name,
            @Nullable String specification,
            @Nullable Long quantity,
            long supplyWon,
            long vatWon) {}
}

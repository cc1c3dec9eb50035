package kr.hangil.billing.tax;

import java.util.Arrays;
import java.util.Optional;

/** Why a tax invoice is corrected: 수정사유, VAT Act decree, Article 70. */
enum Correction {
    /** 기재사항 착오정정: the original negated; the right one is a normal document of a new invoice. */
    WRONG_ENTRY(1, "기재사항 착오정정", true),
    /** 공급가액 변동: what changed, dated when it did. */
    CHANGED_VALUE(2, "공급가액 변동", false),
    /** 환입: what was given back, dated when it was. */
    RETURNED(3, "환입", false),
    /** 계약의 해제: the original negated, dated when the contract ended. */
    CANCELLED_CONTRACT(4, "계약의 해제", true),
    /** 내국신용장 사후 개설: the original negated, and the same without VAT; {@link ZeroRating} makes both. */
    LOCAL_LETTER_OF_CREDIT(5, "내국신용장 사후 개설", true),
    /** 착오에 의한 이중발급: the original negated. */
    ISSUED_TWICE(6, "착오에 의한 이중발급", true);

    private final int code;
    private final String korean;
    private final boolean whole;

    Correction(int code, String korean, boolean whole) {
        this.code = code;
        this.korean = korean;
        this.whole = whole;
    }

    static Optional<Correction> of(int code) {
        return Arrays.stream(values()).filter(one -> one.code == code).findFirst();
    }

    int code() {
        return code;
    }

    String korean() {
        return korean;
    }

    /** Whether it takes back all of the original; else what credit notes took back. */
    boolean isWhole() {
        return whole;
    }

    /** Whether it is dated as the original is, not when its cause arose. */
    boolean keepsDate() {
        return this == WRONG_ENTRY || this == ISSUED_TWICE || this == LOCAL_LETTER_OF_CREDIT;
    }
}

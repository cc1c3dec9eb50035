package kr.hangil.portal.invoices;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Texts about invoices. English: {@code messages/invoices_en.properties}. */
@MessageBundle("invoices")
interface InvoicesMessages {

    @Message("청구서")
    String title();

    @Message("달마다 한 장씩 나옵니다. 금액은 원이며 계산된 그대로 보여 드립니다.")
    String lead();

    @Message("청구서 목록")
    String list();

    @Message("번호")
    String number();

    @Message("이용한 달")
    String month();

    @Message("상태")
    String state();

    @Message("확정")
    String state_finalised();

    @Message("결제 완료")
    String state_settled();

    @Message("취소")
    String state_voided();

    @Message("작성일")
    String issue_date();

    @Message("발급 기한")
    String due_date();

    @Message("{days}일 남음")
    String days_left(int days);

    @Message("오늘까지")
    String due_today();

    @Message("합계(부가세 포함)")
    String total_won();

    @Message("아직 청구서가 없습니다")
    String empty();

    @Message("{month} 이용분의 청구서는 {day}까지 나옵니다. 주말이나 공휴일이면 다음 영업일까지입니다.")
    String empty_hint(String month, String day);

    @Message("이번 달 사용량")
    String to_usage();

    @Message("더 최근")
    String newer();

    @Message("더 예전")
    String older();

    @Message("{month} 청구서")
    String one_title(String month);

    @Message("청구서 목록으로")
    String back();

    @Message("이용 금액")
    String charged();

    @Message("부가세 포함")
    String with_vat();

    @Message("크레딧 사용")
    String credit_used();

    @Message("공급가액")
    String supply();

    @Message("부가세")
    String vat();

    @Message("합계")
    String total();

    @Message("환급 합계(부가세 포함)")
    String credited();

    @Message("내역")
    String lines();

    @Message("줄")
    String line();

    @Message("항목")
    String what();

    @Message("입력 토큰")
    String meter_prompt();

    @Message("캐시된 입력 토큰")
    String meter_cached();

    @Message("출력 토큰")
    String meter_completion();

    @Message("추론 토큰")
    String meter_reasoning();

    @Message("요청 수수료")
    String meter_request();

    @Message("이미지")
    String meter_image();

    @Message("음성")
    String meter_second();

    @Message("구간 요금")
    String by_tiers();

    @Message("계약 단가")
    String by_contract();

    @Message("할인 {percent}%")
    String discount(String percent);

    @Message("크레딧")
    String credit_line();

    @Message("수량")
    String quantity();

    @Message("단가")
    String unit_price();

    @Message("{per}토큰당 {won}")
    String per_tokens(String per, String won);

    @Message("{per}건당 {won}")
    String per_requests(String per, String won);

    @Message("{per}장당 {won}")
    String per_images(String per, String won);

    @Message("{per}초당 {won}")
    String per_seconds(String per, String won);

    @Message("금액")
    String amount();

    @Message("환급 내역")
    String notes();

    @Message("사유")
    String reason();

    @Message("세금계산서")
    String tax_invoices();

    @Message("승인번호")
    String approval();

    @Message("발급 준비")
    String tax_ready();

    @Message("발급")
    String tax_issued();

    @Message("국세청 전송")
    String tax_sent();

    @Message("국세청 승인")
    String tax_accepted();

    @Message("국세청 반려")
    String tax_rejected();

    @Message("수정")
    String correction();

    @Message("아직 없음")
    String not_yet();

    @Message("PDF 내려받기")
    String pdf();

    @Message("세금계산서 {id} PDF 내려받기")
    String pdf_named(long id);

    @Message("이 청구서의 세금계산서는 아직 없습니다.")
    String no_tax_invoices();

    @Message("명세서 PDF")
    String statement();
}

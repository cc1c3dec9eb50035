package kr.hangil.portal.credits;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Texts about credit. English: {@code messages/credits_en.properties}. */
@MessageBundle("credits")
interface CreditsMessages {

    @Message("크레딧")
    String title();

    @Message("먼저 받아 둔 금액입니다. 쓴 금액에서 먼저 빠지며, 금액은 부가세를 뺀 원입니다.")
    String lead();

    @Message("남은 크레딧")
    String remaining_all();

    @Message("다 쓰면")
    String mode();

    @Message("더는 호출할 수 없음(선불)")
    String mode_prepaid();

    @Message("쓴 만큼 청구(후불)")
    String mode_postpaid();

    @Message("받은 금액")
    String granted_all();

    @Message("쓴 금액")
    String spent_all();

    @Message("크레딧을 넘겨 쓴 금액이 {won}입니다.")
    String overdrawn(String won);

    @Message("받은 크레딧")
    String list();

    @Message("우선순위 숫자가 작은 것부터, 같으면 먼저 만료되는 것부터 씁니다.")
    String list_hint();

    @Message("내용")
    String reference();

    @Message("우선순위")
    String priority();

    @Message("받은 금액")
    String amount();

    @Message("쓴 금액")
    String spent();

    @Message("환불")
    String refunded();

    @Message("남은 금액")
    String remaining();

    @Message("받은 날")
    String granted_at();

    @Message("만료")
    String expires_at();

    @Message("없음")
    String never();

    @Message("쓸 수 있음")
    String state_active();

    @Message("만료됨")
    String state_expired();

    @Message("다 씀")
    String state_used_up();

    @Message("받은 크레딧이 없습니다")
    String empty();

    @Message("크레딧이 없으면 쓴 만큼 달마다 청구됩니다.")
    String empty_hint();
}

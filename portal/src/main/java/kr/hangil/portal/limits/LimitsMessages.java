package kr.hangil.portal.limits;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Texts about limits. English: {@code messages/limits_en.properties}. */
@MessageBundle("limits")
interface LimitsMessages {

    @Message("분당 요청")
    String requests();

    @Message("분당 토큰")
    String tokens();

    @Message("동시 요청")
    String concurrency();

    @Message("비워 두면 제한하지 않습니다.")
    String hint();

    @Message("제한 없음")
    String none();

    @Message("분당 요청 {count}")
    String requests_of(String count);

    @Message("분당 토큰 {count}")
    String tokens_of(String count);

    @Message("동시 요청 {count}")
    String concurrency_of(String count);

    @Message("1부터 {most}까지의 정수를 적어 주세요.")
    String no_number(String most);
}

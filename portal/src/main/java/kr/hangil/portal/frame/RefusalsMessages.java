package kr.hangil.portal.frame;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Why a service refused a form, as it follows after a colon. English: {@code messages/refusals_en.properties}. */
@MessageBundle("refusals")
interface RefusalsMessages {

    @Message("서비스가 이 요청을 받지 않았습니다. 페이지를 새로 고친 뒤 다시 시도해 주세요. (요청 번호: {requestId})")
    String malformed(String requestId);

    @Message("로그인이 끝났습니다. 다시 로그인해 주세요.")
    String signed_out();

    @Message("찾을 수 없습니다. 그 사이에 지워졌을 수 있습니다.")
    String gone();

    @Message("그 사이에 다른 사람이 같은 것을 바꾸었습니다. 페이지를 새로 고친 뒤 다시 시도해 주세요.")
    String changed();

    @Message("이 양식은 이미 처리되었습니다. 페이지를 새로 고쳐 결과를 확인해 주세요.")
    String sent_before();

    @Message("이 키는 이미 폐기되어 되돌릴 수 없습니다.")
    String key_revoked();

    @Message("조직이 가질 수 있는 키를 모두 만들었습니다. 쓰지 않는 키를 폐기해 주세요.")
    String keys_too_many();

    @Message("요청이 너무 많습니다. 잠시 뒤 다시 시도해 주세요.")
    String too_often();

    @Message("비워 둘 수 없고, 너무 길거나 줄바꿈 같은 제어 문자가 있으면 안 됩니다.")
    String text();

    @Message("영문 소문자로 시작해 소문자, 숫자, 하이픈으로 된 3자에서 32자까지이고 하이픈으로 끝나지 않아야 합니다.")
    String id();

    @Message("조직에 이런 프로젝트가 없습니다. 목록에서 다시 골라 주세요.")
    String project();

    @Message("지금 제공하지 않는 모델이 들어 있거나 너무 많이 골랐습니다. 다시 골라 주세요.")
    String models();

    @Message("없는 작업이 들어 있습니다. 다시 골라 주세요.")
    String operations();

    @Message("모델을 제공하지 않는 지역이 들어 있거나 너무 많이 골랐습니다. 다시 골라 주세요.")
    String regions();

    @Message("플랫폼이 이 조직에 허용한 지역이 하나도 남지 않습니다. 적어도 하나는 함께 골라 주세요.")
    String no_region_left();

    @Message("IP 주소나 범위가 아닌 것이 있거나 너무 많습니다. 203.0.113.0/24나 2001:db8::/32처럼 적어 주세요.")
    String addresses();

    @Message("1 이상이고 서비스가 허용하는 범위 안에 있는 정수여야 합니다.")
    String limit();

    @Message("이미 지난 시각이거나 알아볼 수 없는 시각입니다. 만료를 다시 골라 주세요.")
    String expiry();

    @Message("조직에 없는 프로젝트의 한도나 범위를 벗어난 한도가 들어 있습니다. 페이지를 새로 고쳐 주세요.")
    String projects();

    @Message("제공하지 않는 모델이 들어 있거나, 대체 모델이 처음 모델로 되돌아오거나, 너무 많습니다.")
    String fallbacks();

    @Message("프로젝트나 키의 아이디여야 합니다. 조직 전체 예산에는 적지 않습니다.")
    String scope_id();

    @Message("대상은 조직, 프로젝트, 키 가운데 하나이고, 만든 뒤에는 바꿀 수 없습니다. 지우고 새로 정해 주세요.")
    String scope();

    @Message("기간은 하루나 한 달이고, 만든 뒤에는 바꿀 수 없습니다. 지우고 새로 정해 주세요.")
    String period();

    @Message("0원 이상 1,000조 원 이하의 정수여야 합니다.")
    String limit_won();

    @Message("막을지 알리기만 할지 골라 주세요.")
    String hard();

    @Message("1부터 1,000까지의 정수를 10개까지 쓸 수 있습니다.")
    String thresholds();

    @Message("https로 시작하는 주소여야 하고, 사용자 이름이나 #이 들어 있으면 안 됩니다.")
    String webhook();

    @Message("메일 주소의 형식이 아니거나 너무 깁니다.")
    String email();

    @Message("이곳에서는 메일을 보내지 않습니다. 웹훅으로 알림을 받아 주세요.")
    String no_mail();
}

package kr.hangil.portal.profile;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Texts about the billing profile. English: {@code messages/profile_en.properties}. */
@MessageBundle("profile")
interface ProfileMessages {

    @Message("청구 정보")
    String title();

    @Message("청구서와 전자세금계산서에 적히는 공급받는 자의 정보입니다. 이미 확정된 청구서는 바뀌지 않습니다.")
    String lead();

    @Message("사업자 정보")
    String form();

    @Message("아직 청구 정보가 없습니다. 청구서를 확정하려면 필요합니다.")
    String none_yet();

    @Message("사업자등록번호")
    String registration_number();

    @Message("숫자 10자리. 예: 123-45-67891")
    String registration_number_hint();

    @Message("법인등록번호")
    String corporate_number();

    @Message("숫자 13자리. 법인이 아니면 비워 두세요.")
    String corporate_number_hint();

    @Message("상호(법인명)")
    String name();

    @Message("대표자 성명")
    String representative();

    @Message("사업장 주소")
    String address();

    @Message("업태")
    String business_type();

    @Message("사업자등록증에 적힌 그대로. 예: 정보통신업")
    String business_type_hint();

    @Message("종목")
    String business_item();

    @Message("사업자등록증에 적힌 그대로. 예: 소프트웨어 개발")
    String business_item_hint();

    @Message("세금계산서 받을 메일")
    String email();

    @Message("저장")
    String save();

    @Message("저장하는 중…")
    String saving();

    @Message("저장했습니다. 다음 청구서부터 이 정보가 적힙니다.")
    String saved();

    @Message("여기를 적어 주세요.")
    String missing();

    @Message("{most}자까지 쓸 수 있습니다.")
    String too_long(int most);

    @Message("사업자등록번호는 숫자 10자리입니다. 예: 123-45-67891")
    String registration_no_number();

    @Message("없는 사업자등록번호입니다. 숫자를 다시 확인해 주세요.")
    String registration_wrong();

    @Message("법인등록번호는 숫자 13자리입니다. 예: 110111-0062432")
    String corporate_no_number();

    @Message("없는 법인등록번호입니다. 숫자를 다시 확인해 주세요.")
    String corporate_wrong();

    @Message("메일 주소를 적어 주세요. 예: tax@example.com")
    String email_wrong();

    @Message("이 값은 쓸 수 없습니다: {reason}")
    String field_refused(String reason);

    @Message("저장하지 못했습니다: {reason}")
    String save_refused(String reason);

    @Message("청구 정보를 바꿀 권한이 없습니다. (요청 번호: {requestId})")
    String may_not_save(String requestId);

    @Message("지금은 저장할 수 없습니다. 잠시 뒤 다시 시도해 주세요. (요청 번호: {requestId})")
    String save_failed(String requestId);
}

package kr.hangil.portal.keys;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Texts about keys. English: {@code messages/keys_en.properties}. */
@MessageBundle("keys")
interface KeysMessages {

    @Message("API 키")
    String title();

    @Message("앱이 모델을 부를 때 쓰는 열쇠입니다. 사람마다, 앱마다 따로 만들면 따로 거둘 수 있습니다.")
    String lead();

    @Message("새 키 만들기")
    String create_title();

    @Message("이름")
    String name();

    @Message("어디에 쓰는 키인지 알 수 있게. 예: 고객 상담 서버")
    String name_hint();

    @Message("쓸 수 있는 모델")
    String models();

    @Message("고르지 않으면 모든 모델을 쓸 수 있습니다.")
    String models_hint();

    @Message("만료")
    String expiry();

    @Message("{days}일 뒤")
    String expiry_days(int days);

    @Message("만료 없음")
    String expiry_never();

    @Message("만들기")
    String create();

    @Message("만드는 중…")
    String creating();

    @Message("키를 만들었습니다")
    String created();

    @Message("지금만 볼 수 있습니다. 안전한 곳에 옮겨 두세요. 잃어버리면 다시 볼 수 없고 새로 만들어야 합니다.")
    String created_warning();

    @Message("새 API 키")
    String secret();

    @Message("키 목록")
    String list();

    @Message("상태")
    String state();

    @Message("사용 중")
    String state_active();

    @Message("만료됨")
    String state_expired();

    @Message("폐기됨")
    String state_revoked();

    @Message("모든 모델")
    String all_models();

    @Message("만든 때")
    String created_at();

    @Message("마지막 사용")
    String last_used();

    @Message("아직 없음")
    String never_used();

    @Message("만료 {date}")
    String expires_at(String date);

    @Message("관리")
    String actions();

    @Message("폐기")
    String revoke();

    @Message("{name} 키 폐기")
    String revoke_named(String name);

    @Message("이 키를 폐기할까요?")
    String revoke_title();

    @Message("‘{name}’ 키를 쓰는 앱은 2초 안에 더는 호출할 수 없게 됩니다. 되돌릴 수 없습니다.")
    String revoke_text(String name);

    @Message("폐기하기")
    String revoke_confirm();

    @Message("아직 키가 없습니다")
    String empty();

    @Message("위에서 첫 키를 만들어 보세요.")
    String empty_hint();

    @Message("키를 만들거나 폐기하려면 소유자, 관리자 또는 개발자여야 합니다.")
    String read_only();

    @Message("처음으로")
    String first_page();

    @Message("다음")
    String next_page();

    @Message("이름을 적어 주세요.")
    String name_missing();

    @Message("이름은 {most}자까지 쓸 수 있습니다.")
    String name_too_long(int most);

    @Message("이 이름은 쓸 수 없습니다: {reason}")
    String name_refused(String reason);

    @Message("이 모델은 고를 수 없습니다: {reason}")
    String models_refused(String reason);

    @Message("이 만료는 쓸 수 없습니다: {reason}")
    String expiry_refused(String reason);

    @Message("키를 만들지 못했습니다: {reason}")
    String create_refused(String reason);

    @Message("키를 만들 권한이 없습니다. (요청 번호: {requestId})")
    String may_not_create(String requestId);

    @Message("지금은 키를 만들 수 없습니다. 만들어진 키는 없으니 잠시 뒤 다시 시도해 주세요. (요청 번호: {requestId})")
    String create_failed(String requestId);

    @Message("모델 목록을 불러오지 못했습니다. 키는 모든 모델을 쓸 수 있게 만들어집니다.")
    String models_unknown();
}

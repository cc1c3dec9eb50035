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

    @Message("그대로 ({date})")
    String expiry_keep(String date);

    @Message("그대로 (만료 없음)")
    String expiry_keep_never();

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

    @Message("이름을 적어 주세요.")
    String name_missing();

    @Message("이름은 {most}자까지 쓸 수 있습니다.")
    String name_too_long(int most);

    @Message("이 이름은 쓸 수 없습니다: {reason}")
    String name_refused(String reason);

    @Message("이 프로젝트는 고를 수 없습니다: {reason}")
    String project_refused(String reason);

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

    @Message("모델 목록을 불러오지 못했습니다. 지금 고른 모델은 그대로 둡니다.")
    String models_kept();

    @Message("프로젝트")
    String project();

    @Message("없음")
    String project_none();

    @Message("사용량과 예산이 이 프로젝트로 잡히고, 프로젝트의 한도도 함께 지켜집니다.")
    String project_hint();

    @Message("프로젝트 목록을 불러오지 못했습니다. 지금 정해진 프로젝트는 그대로 둡니다.")
    String projects_unknown();

    @Message("프로젝트 {id}")
    String of_project(String id);

    @Message("더 좁히기")
    String narrow();

    @Message("할 수 있는 일, 지역, 부르는 곳, 양을 정합니다. 비워 두면 막지 않습니다.")
    String narrow_hint();

    @Message("할 수 있는 일")
    String operations();

    @Message("고르지 않으면 모두 할 수 있습니다.")
    String operations_hint();

    @Message("처리할 지역")
    String regions();

    @Message("고르지 않으면 조직의 정책이 허용하는 모든 지역입니다.")
    String regions_hint();

    @Message("지역 목록을 불러오지 못했습니다. 키는 모든 지역에서 처리됩니다.")
    String regions_unknown();

    @Message("지역 목록을 불러오지 못했습니다. 지금 고른 지역은 그대로 둡니다.")
    String regions_kept();

    @Message("부를 수 있는 IP")
    String addresses();

    @Message("범위를 쉼표나 줄로 나눕니다. 예: 203.0.113.0/24, 2001:db8::/32")
    String addresses_hint();

    @Message("범위는 {most}개까지 쓸 수 있습니다.")
    String addresses_too_many(int most);

    @Message("이 키의 한도")
    String limits();

    @Message("이 값은 쓸 수 없습니다: {reason}")
    String scope_refused(String reason);

    @Message("만든 사람")
    String created_by();

    @Message("이전 비밀 값도 {time}까지 쓸 수 있습니다.")
    String two_secrets(String time);

    @Message("이전 비밀 값은 이제 쓸 수 없습니다.")
    String one_secret();

    @Message("비밀 값 바꾸기")
    String rotate();

    @Message("{name} 키의 비밀 값 바꾸기")
    String rotate_named(String name);

    @Message("이 키의 비밀 값을 바꿀까요?")
    String rotate_title();

    @Message("‘{name}’ 키는 이름, 범위, 예산, 사용 기록을 그대로 두고 새 비밀 값을 받습니다. 앱에 옮길 동안 이전 값도 쓸 수 있게 할 수 있습니다.")
    String rotate_text(String name);

    @Message("이전 값을 더 쓸 수 있는 동안")
    String grace();

    @Message("바로 막기")
    String grace_none();

    @Message("1시간")
    String grace_hour();

    @Message("24시간")
    String grace_day();

    @Message("7일")
    String grace_week();

    @Message("바꾸기")
    String rotate_confirm();

    @Message("비밀 값을 바꾸었습니다")
    String rotated();

    @Message("고치기")
    String change();

    @Message("{name} 키 고치기")
    String change_named(String name);

    @Message("키 고치기")
    String change_title();

    @Message("비밀 값은 그대로이니 앱은 고치지 않아도 됩니다. 좁힌 범위는 2초 안에 모든 게이트웨이에 적용됩니다.")
    String change_lead();

    @Message("저장")
    String save();

    @Message("저장하는 중…")
    String saving();

    @Message("저장했습니다. 2초 안에 모든 게이트웨이에 적용됩니다.")
    String saved();

    @Message("키 목록으로")
    String back();

    @Message("그 사이에 키가 바뀌었습니다. 아래는 지금의 키입니다. 확인하고 다시 저장해 주세요.")
    String changed_meanwhile();

    @Message("저장하지 못했습니다: {reason}")
    String save_refused(String reason);

    @Message("이 키를 고칠 권한이 없습니다. 키를 만든 사람이거나 소유자, 관리자여야 합니다. (요청 번호: {requestId})")
    String may_not_change(String requestId);

    @Message("지금은 저장할 수 없습니다. 키는 그대로이니 잠시 뒤 다시 시도해 주세요. (요청 번호: {requestId})")
    String save_failed(String requestId);
}

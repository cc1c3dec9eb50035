package kr.hangil.portal.budgets;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Texts about budgets. English: {@code messages/budgets_en.properties}. */
@MessageBundle("budgets")
interface BudgetsMessages {

    @Message("예산")
    String title();

    @Message("한 달이나 하루에 쓸 수 있는 금액을 정합니다. 금액은 부가세를 뺀 원이고, 달과 날은 한국 시간(KST)으로 나눕니다.")
    String lead();

    @Message("새 예산 정하기")
    String create_title();

    @Message("예산 바꾸기")
    String change_title();

    @Message("누구의 예산인지와 기간은 바꿀 수 없습니다. 바꾸려면 지우고 새로 정하세요.")
    String change_hint();

    @Message("누구의 예산")
    String scope();

    @Message("조직 전체")
    String scope_tenant();

    @Message("프로젝트")
    String scope_project();

    @Message("API 키")
    String scope_key();

    @Message("프로젝트 또는 키")
    String scope_id();

    @Message("조직 전체라면 비워 두세요. 키는 hgl_과 다음 _ 사이의 글자입니다.")
    String scope_id_hint();

    @Message("기간")
    String period();

    @Message("하루")
    String period_day();

    @Message("한 달")
    String period_month();

    @Message("한도(원)")
    String limit();

    @Message("부가세를 뺀 금액. 0이면 아무것도 쓸 수 없습니다.")
    String limit_hint();

    @Message("다 쓰면")
    String kind();

    @Message("더는 호출할 수 없음")
    String kind_hard();

    @Message("알리기만 함")
    String kind_soft();

    @Message("막는 예산")
    String hard();

    @Message("알리는 예산")
    String soft();

    @Message("알림 기준(%)")
    String thresholds();

    @Message("한도의 몇 퍼센트를 썼을 때 알릴지. 쉼표로 나눕니다.")
    String thresholds_hint();

    @Message("알림 받을 주소")
    String webhook();

    @Message("https로 시작하는 주소. 알림마다 서명이 붙습니다. 없어도 됩니다.")
    String webhook_hint();

    @Message("알림 받을 메일")
    String email();

    @Message("없어도 됩니다.")
    String email_hint();

    @Message("정하기")
    String create();

    @Message("바꾸기")
    String change();

    @Message("저장")
    String save();

    @Message("저장하는 중…")
    String saving();

    @Message("알림의 서명 비밀")
    String secret_title();

    @Message("지금만 볼 수 있습니다. 알림을 받는 곳에 옮겨 두세요. 잃어버리면 주소를 바꾸어 새로 받아야 합니다.")
    String secret_warning();

    @Message("예산 목록")
    String list();

    @Message("쓴 금액")
    String spent();

    @Message("잡아 둔 금액")
    String leased();

    @Message("진행 중인 요청을 위해 게이트웨이가 잡아 둔 금액")
    String leased_hint();

    @Message("남은 금액")
    String remaining();

    @Message("다시 시작")
    String resets_at();

    @Message("다 썼습니다")
    String used_up();

    @Message("한도의 {percent}%를 썼습니다")
    String percent_used(int percent);

    @Message("삭제")
    String delete();

    @Message("이 예산을 지울까요?")
    String delete_title();

    @Message("한도 {limit}인 예산이 없어집니다. 막는 예산이라면 곧 이 한도 없이 쓰게 됩니다. 되돌릴 수 없습니다.")
    String delete_text(String limit);

    @Message("지우기")
    String delete_confirm();

    @Message("아직 예산이 없습니다")
    String empty();

    @Message("예산이 없으면 쓰는 만큼 청구됩니다. 위에서 첫 예산을 정해 보세요.")
    String empty_hint();

    @Message("예산을 보거나 정하려면 소유자, 관리자 또는 청구 담당이어야 합니다.")
    String read_only();

    @Message("어느 프로젝트나 키의 예산인지 적어 주세요.")
    String scope_id_missing();

    @Message("한도를 적어 주세요.")
    String limit_missing();

    @Message("한도는 0부터 1,000조까지의 정수로 적어 주세요. 예: 100,000")
    String limit_no_number();

    @Message("1부터 {highest}까지의 정수를 쉼표로 나누어 {most}개까지 적어 주세요. 예: 80, 100")
    String thresholds_wrong(int highest, int most);

    @Message("https://로 시작하는 주소를 적어 주세요.")
    String webhook_wrong();

    @Message("이 주소로는 알릴 수 없습니다: {reason}")
    String webhook_refused(String reason);

    @Message("메일 주소를 적어 주세요. 예: won@example.com")
    String email_wrong();

    @Message("이 메일로는 알릴 수 없습니다: {reason}")
    String email_refused(String reason);

    @Message("이 값은 쓸 수 없습니다: {reason}")
    String field_refused(String reason);

    @Message("같은 대상과 기간에 같은 종류의 예산이 이미 있습니다. 목록에서 그 예산을 바꾸세요.")
    String taken();

    @Message("예산을 저장하지 못했습니다: {reason}")
    String set_refused(String reason);

    @Message("예산을 정할 권한이 없습니다. (요청 번호: {requestId})")
    String may_not_set(String requestId);

    @Message("지금은 예산을 저장할 수 없습니다. 목록을 확인하고 잠시 뒤 다시 시도해 주세요. (요청 번호: {requestId})")
    String set_failed(String requestId);
}

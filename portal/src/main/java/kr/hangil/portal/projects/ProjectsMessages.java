package kr.hangil.portal.projects;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Texts about projects. English: {@code messages/projects_en.properties}. */
@MessageBundle("projects")
interface ProjectsMessages {

    @Message("프로젝트")
    String title();

    @Message("키를 묶어 사용량을 나누어 보고, 한도와 예산을 따로 둡니다.")
    String lead();

    @Message("새 프로젝트 만들기")
    String create_title();

    @Message("이름")
    String name();

    @Message("사람이 알아볼 이름. 예: 통합 검색")
    String name_hint();

    @Message("식별자")
    String id();

    @Message("나중에 바꿀 수 없습니다. 예: site-search")
    String id_hint();

    @Message("만들기")
    String create();

    @Message("만드는 중…")
    String creating();

    @Message("‘{name}’ 프로젝트를 만들었습니다. 키를 만들거나 고칠 때 이 프로젝트를 고를 수 있습니다.")
    String created(String name);

    @Message("프로젝트 목록")
    String list();

    @Message("아직 프로젝트가 없습니다")
    String empty();

    @Message("프로젝트가 없어도 키는 쓸 수 있습니다.")
    String empty_hint();

    @Message("한도 없음")
    String unlimited();

    @Message("한도를 불러오지 못했습니다.")
    String limits_unknown();

    @Message("한도와 예산")
    String open();

    @Message("{name} 프로젝트의 한도와 예산")
    String open_named(String name);

    @Message("프로젝트를 만들거나 바꾸려면 소유자나 관리자여야 합니다.")
    String read_only();

    @Message("프로젝트 목록으로")
    String back();

    @Message("만든 때")
    String created_at();

    @Message("이 프로젝트의 한도")
    String limits();

    @Message("프로젝트의 모든 키를 합한 양입니다. 조직의 한도와 키마다의 한도도 함께 지켜집니다.")
    String limits_hint();

    @Message("저장")
    String save();

    @Message("저장하는 중…")
    String saving();

    @Message("저장했습니다. 2초 안에 모든 게이트웨이에 적용됩니다.")
    String saved();

    @Message("이 프로젝트의 예산")
    String budgets();

    @Message("아직 예산을 정하지 않았습니다. 조직의 예산은 이 프로젝트에도 지켜집니다.")
    String budgets_none();

    @Message("예산 정하기")
    String budget_set();

    @Message("{limit} 가운데 {spent} 썼습니다.")
    String budget_used(String spent, String limit);

    @Message("이름 바꾸기")
    String rename();

    @Message("프로젝트 이름 바꾸기")
    String rename_title();

    @Message("식별자는 그대로라서 키, 한도, 예산, 사용 기록이 이어집니다.")
    String rename_hint();

    @Message("이름을 적어 주세요.")
    String name_missing();

    @Message("이름은 {most}자까지 쓸 수 있습니다.")
    String name_too_long(int most);

    @Message("식별자를 적어 주세요. 예: site-search")
    String id_missing();

    @Message("영문 소문자로 시작해 소문자, 숫자, 붙임표(-)만 3자에서 32자까지 쓰고, 붙임표로 끝낼 수 없습니다.")
    String id_wrong();

    @Message("이 식별자는 다른 프로젝트가 쓰고 있습니다.")
    String id_taken();

    @Message("그 사이에 정책이 바뀌었습니다. 아래는 지금의 한도입니다. 확인하고 다시 저장해 주세요.")
    String changed_meanwhile();

    @Message("이 값은 쓸 수 없습니다: {reason}")
    String field_refused(String reason);

    @Message("저장하지 못했습니다: {reason}")
    String save_refused(String reason);

    @Message("프로젝트를 만들거나 바꿀 권한이 없습니다. (요청 번호: {requestId})")
    String may_not_save(String requestId);

    @Message("지금은 저장할 수 없습니다. 잠시 뒤 다시 시도해 주세요. (요청 번호: {requestId})")
    String save_failed(String requestId);
}

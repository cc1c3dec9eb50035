package kr.hangil.portal.audit;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Texts about the audit trail. English: {@code messages/audit_en.properties}. */
@MessageBundle("audit")
interface AuditMessages {

    @Message("감사 기록")
    String title();

    @Message("누가 언제 무엇을 했는지 남습니다. 기록마다 앞 기록의 해시를 품고 있어 고치거나 지우면 드러납니다.")
    String lead();

    @Message("모든 기록이 온전합니다: {entries}건을 다시 계산해 확인했습니다.")
    String intact(String entries);

    @Message("기록 {at}번부터 믿을 수 없습니다: 바뀌었거나 지워졌습니다. 그 앞의 {entries}건은 온전합니다.")
    String broken(String at, String entries);

    @Message("기록")
    String list();

    @Message("번호")
    String number();

    @Message("때")
    String at();

    @Message("한 사람")
    String actor();

    @Message("한 일")
    String action();

    @Message("자세히")
    String detail();

    @Message("기록 {number}번 자세히")
    String detail_of(long number);

    @Message("해시")
    String hash();

    @Message("조직 만들기")
    String action_tenant_create();

    @Message("프로젝트 만들기")
    String action_project_create();

    @Message("프로젝트 이름 바꾸기")
    String action_project_rename();

    @Message("구성원 넣기·바꾸기")
    String action_member_put();

    @Message("구성원 빼기")
    String action_member_delete();

    @Message("키 만들기")
    String action_key_create();

    @Message("키 바꾸기")
    String action_key_change();

    @Message("키 비밀 값 바꾸기")
    String action_key_rotate();

    @Message("키 폐기")
    String action_key_revoke();

    @Message("정책 바꾸기")
    String action_policy_put();

    @Message("플랫폼이 정책 정하기")
    String action_policy_impose();

    @Message("아직 기록이 없습니다")
    String empty();
}

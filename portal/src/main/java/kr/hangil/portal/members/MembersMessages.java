package kr.hangil.portal.members;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Texts about members. English: {@code messages/members_en.properties}. */
@MessageBundle("members")
interface MembersMessages {

    @Message("구성원")
    String title();

    @Message("이 조직에 속한 사람과 각자의 역할입니다.")
    String lead();

    @Message("이름")
    String name();

    @Message("이메일")
    String email();

    @Message("역할")
    String role();

    @Message("나")
    String me();

    @Message("소유자")
    String role_owner();

    @Message("관리자")
    String role_admin();

    @Message("정산 담당")
    String role_billing();

    @Message("개발자")
    String role_developer();

    @Message("열람자")
    String role_viewer();

    @Message("아직 구성원이 없습니다")
    String empty();
}

package kr.hangil.portal.playground;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Texts of the playground. English: {@code messages/playground_en.properties}. */
@MessageBundle("playground")
interface PlaygroundMessages {

    @Message("플레이그라운드")
    String title();

    @Message("앱이 받는 것과 똑같은 답을 여기서 미리 봅니다. 쓴 토큰은 조직의 사용량에 들어갑니다.")
    String lead();

    @Message("설정")
    String settings();

    @Message("모델")
    String model();

    @Message("온도")
    String temperature();

    @Message("낮으면 한결같고, 높으면 다채롭습니다.")
    String temperature_hint();

    @Message("최대 토큰")
    String max_tokens();

    @Message("시스템 지시")
    String system();

    @Message("선택. 예: 존댓말로 짧게 답해 주세요.")
    String system_hint();

    @Message("대화")
    String conversation();

    @Message("무엇이든 물어보세요")
    String empty();

    @Message("예를 들면")
    String examples();

    @Message("대한민국의 수도는 어디인가요?")
    String example_1();

    @Message("일주일의 요일을 순서대로 말해 주세요.")
    String example_2();

    @Message("‘가는 말이 고와야’ 다음에 오는 말은?")
    String example_3();

    @Message("메시지")
    String message_label();

    @Message("메시지를 입력하세요")
    String message_hint();

    @Message("Enter로 보내기 · Shift+Enter로 줄 바꾸기 · Esc로 멈추기")
    String shortcuts();

    @Message("보내기")
    String send();

    @Message("멈추기")
    String stop();

    @Message("새 대화")
    String clear();

    @Message("나")
    String you();

    @Message("AI가 만든 답")
    String assistant();

    @Message("첫 토큰")
    String first_token();

    @Message("입력")
    String prompt_tokens();

    @Message("출력")
    String completion_tokens();

    @Message("걸린 시간")
    String duration();

    @Message("멈췄습니다. 받은 만큼만 계산됩니다.")
    String stopped();

    @Message("최대 토큰에 닿아 여기서 끝났습니다.")
    String cut_short();

    @Message("답을 받지 못했습니다")
    String failed();

    @Message("대화가 모델이 읽을 수 있는 길이를 넘었습니다. 새 대화를 시작해 주세요.")
    String too_long();

    @Message("요청이 너무 많습니다. 잠시 뒤 다시 보내 주세요.")
    String too_many();

    @Message("예산을 다 썼습니다.")
    String over_budget();

    @Message("지금은 답할 수 있는 서버가 없습니다. 잠시 뒤 다시 보내 주세요.")
    String unavailable();

    @Message("로그인이 끝났습니다. 페이지를 새로 고칩니다.")
    String signed_out();

    @Message("생각하는 중…")
    String waiting();

    @Message("지금 쓸 수 있는 모델이 없습니다")
    String no_models();

    @Message("모델이 열리면 여기에서 바로 써 볼 수 있습니다.")
    String no_models_hint();

    @Message("플레이그라운드는 자바스크립트가 필요합니다.")
    String no_script();
}

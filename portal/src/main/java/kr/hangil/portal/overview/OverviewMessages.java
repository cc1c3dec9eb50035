package kr.hangil.portal.overview;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Texts of the overview. English: {@code messages/overview_en.properties}. */
@MessageBundle("overview")
interface OverviewMessages {

    @Message("개요")
    String title();

    @Message("{name} 님, 안녕하세요")
    String greeting(String name);

    @Message("{month} · {tenant}")
    String lead(String month, String tenant);

    @Message("오늘")
    String today();

    @Message("이번 달")
    String this_month();

    @Message("자세히 보기")
    String more();

    @Message("첫 호출")
    String quickstart();

    @Message("OpenAI SDK에 주소와 키만 넣으면 됩니다. 키는 만들 때 한 번만 보입니다.")
    String quickstart_lead();

    @Message("API 키 만들기")
    String make_key();

    @Message("브라우저에서 바로 써 보기")
    String try_it();

    @Message("서버 주소")
    String base_url();

    @Message("안녕하세요! 한국의 수도는 어디인가요?")
    String prompt();

    @Message("쓸 수 있는 모델")
    String models();

    @Message("아직 이 조직에 열린 모델이 없습니다.")
    String no_models();
}

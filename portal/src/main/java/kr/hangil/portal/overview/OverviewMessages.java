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

    @Message("{month} 예상")
    String forecast(String month);

    @Message("이달 말까지")
    String forecast_end();

    @Message("부가세 별도")
    String before_vat();

    @Message("{percent}% 확률로 이 사이")
    String forecast_range(int percent);

    @Message("지금까지")
    String forecast_spent();

    @Message("{days}일 남음")
    String forecast_left(int days);

    @Message("지난 {days}일을 요일별로 평균 내어 남은 날에 더한 금액입니다.")
    String forecast_by_weekday(int days);

    @Message("지난 {days}일의 하루 평균을 남은 날에 더한 금액입니다.")
    String forecast_by_day(int days);

    @Message("할인과 크레딧을 빼기 전이며, 휴일이나 늘어나는 사용은 알지 못합니다.")
    String forecast_hint();

    @Message("하루를 다 채운 날이 {needed}일 있어야 예상할 수 있습니다. 지금까지 {days}일입니다.")
    String forecast_not_yet(int needed, int days);
}

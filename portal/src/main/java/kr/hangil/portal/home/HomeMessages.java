package kr.hangil.portal.home;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Texts of the front door. English: {@code messages/home_en.properties}. */
@MessageBundle("home")
interface HomeMessages {

    @Message("한길 – 한국의 AI 모델 서비스")
    String title();

    @Message("한국의 AI를 위한 하나의 넓은 길")
    String headline();

    @Message("익숙한 OpenAI SDK의 주소만 바꾸세요. 한국 모델이, 한국에 있는 장비에서, 정한 예산 안에서 답합니다.")
    String lead();

    @Message("로그인하고 시작하기")
    String start();

    @Message("조직 계정으로 로그인합니다.")
    String start_hint();

    @Message("데이터는 이 땅에")
    String point_residency();

    @Message("요청은 허락한 지역 밖으로 나가지 않습니다. 그럴 수 없으면 답하지 않고 이유를 말합니다.")
    String point_residency_text();

    @Message("주소 하나면 충분")
    String point_address();

    @Message("OpenAI와 같은 API입니다. 쓰던 코드와 도구를 그대로 씁니다.")
    String point_address_text();

    @Message("1원까지 정확하게")
    String point_money();

    @Message("토큰마다 기록하고 원 단위로 계산합니다. 오늘 쓴 돈을 오늘 봅니다.")
    String point_money_text();

    @Message("아직 속한 조직이 없습니다")
    String no_tenant();

    @Message("조직의 소유자가 구성원으로 추가하면 여기에 나타납니다. 방금 추가되었다면 로그아웃한 뒤 다시 로그인해 주세요.")
    String no_tenant_hint();

    @Message("로그인이 취소되었습니다")
    String refused();

    @Message("로그인을 그만두었거나 계정이 허락되지 않았습니다.")
    String refused_hint();
}

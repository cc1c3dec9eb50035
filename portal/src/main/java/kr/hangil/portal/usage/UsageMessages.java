package kr.hangil.portal.usage;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Texts about usage and spend. English: {@code messages/usage_en.properties}. */
@MessageBundle("usage")
interface UsageMessages {

    @Message("사용량")
    String title();

    @Message("날짜는 한국 시간(KST)으로 나눕니다. 금액은 원 단위이며, 올려 두면 정확한 값을 볼 수 있습니다.")
    String lead();

    @Message("오늘")
    String today();

    @Message("이번 달")
    String this_month();

    @Message("이전 달")
    String previous_month();

    @Message("다음 달")
    String next_month();

    @Message("요청")
    String requests();

    @Message("토큰")
    String tokens();

    @Message("입력 토큰")
    String prompt_tokens();

    @Message("캐시된 입력")
    String cached_tokens();

    @Message("출력 토큰")
    String completion_tokens();

    @Message("금액")
    String spend();

    @Message("금액(부가세 별도)")
    String spend_before_vat();

    @Message("공급가액")
    String supply();

    @Message("부가세 10%")
    String vat();

    @Message("합계")
    String total();

    @Message("부가세 포함")
    String with_vat();

    @Message("입력 {prompt} · 출력 {completion}")
    String token_split(String prompt, String completion);

    @Message("일별 토큰")
    String tokens_by_day();

    @Message("일별 금액(부가세 별도)")
    String spend_by_day();

    @Message("막대는 하루 한 개입니다. 같은 값이 아래 표에 있습니다.")
    String chart_hint();

    @Message("일별")
    String by_day();

    @Message("모델별")
    String by_model();

    @Message("날짜")
    String day();

    @Message("모델")
    String model();

    @Message("{day}일")
    String tick(int day);

    @Message("이달에는 아직 사용량이 없습니다")
    String empty();

    @Message("API 키로 첫 요청을 보내면 몇 초 안에 여기에 나타납니다.")
    String empty_hint();

    @Message("요청 {count}건은 아직 단가가 정해지지 않아 금액에 들어 있지 않습니다.")
    String unrated(String count);

    @Message("이름 없음")
    String unnamed();

    @Message("추론 토큰")
    String reasoning_tokens();

    @Message("이미지")
    String images();

    @Message("음성(초)")
    String audio_seconds();

    @Message("파일로 내려받기")
    String exports();

    @Message("{month}의 사용량이나 금액을 파일로 받습니다. 시각은 한국 시간(KST)입니다.")
    String exports_hint(String month);

    @Message("내용")
    String export_content();

    @Message("간격")
    String export_bucket();

    @Message("시간별")
    String bucket_hour();

    @Message("일별")
    String bucket_day();

    @Message("한 달")
    String bucket_month();

    @Message("형식")
    String export_format();

    @Message("CSV(엑셀)")
    String format_excel();

    @Message("나누기")
    String export_groups();

    @Message("API 키")
    String key();

    @Message("프로젝트")
    String project();

    @Message("지역")
    String region();

    @Message("계약 번호")
    String contract();

    @Message("내려받기")
    String export();

    @Message("파일 하나에 담을 수 있는 줄보다 많습니다. 간격을 늘리거나 나누기를 줄여 주세요.")
    String export_too_long();

    @Message("다른 파일을 만드는 중입니다. 잠시 뒤 다시 시도해 주세요.")
    String export_busy();

    @Message("이 달에 청구되거나 환급된 것이 아직 없습니다.")
    String export_not_invoiced();

    @Message("FOCUS 1.2")
    String focus();

    @Message("이 달의 청구서를 FinOps 표준 항목으로. 시각은 UTC입니다.")
    String focus_hint();
}

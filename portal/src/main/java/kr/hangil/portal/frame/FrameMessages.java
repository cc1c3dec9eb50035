package kr.hangil.portal.frame;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Texts around the pages, and of pages for failures. English: {@code messages/frame_en.properties}. */
@MessageBundle("frame")
interface FrameMessages {

    @Message("본문으로 바로가기")
    String skip();

    @Message("로그인")
    String sign_in();

    @Message("로그아웃")
    String sign_out();

    @Message("주요 메뉴")
    String navigation();

    @Message("개요")
    String nav_overview();

    @Message("API 키")
    String nav_keys();

    @Message("프로젝트")
    String nav_projects();

    @Message("사용량")
    String nav_usage();

    @Message("플레이그라운드")
    String nav_playground();

    @Message("예산")
    String nav_budgets();

    @Message("청구서")
    String nav_invoices();

    @Message("크레딧")
    String nav_credits();

    @Message("청구 정보")
    String nav_profile();

    @Message("정책")
    String nav_policy();

    @Message("감사 기록")
    String nav_audit();

    @Message("구성원")
    String nav_members();

    @Message("조직")
    String tenant();

    @Message("조직 바꾸기")
    String switch_tenant();

    @Message("내 계정")
    String account();

    @Message("언어")
    String language();

    @Message("복사")
    String copy();

    @Message("복사했습니다")
    String copied();

    @Message("닫기")
    String close();

    @Message("취소")
    String cancel();

    @Message("처음으로")
    String first_page();

    @Message("다음")
    String next_page();

    @Message("불러오는 중…")
    String loading();

    @Message("API 키 서비스가 지금 응답하지 않습니다.")
    String gateway_down();

    @Message("요금 서비스가 지금 응답하지 않습니다.")
    String billing_down();

    @Message("이 정보를 볼 권한이 없습니다.")
    String refused();

    @Message("이 부분만 빠졌고, 나머지는 그대로 쓸 수 있습니다. 잠시 뒤 다시 시도해 주세요.")
    String degraded_hint();

    @Message("조직의 소유자나 관리자에게 권한을 요청해 주세요.")
    String refused_hint();

    @Message("요청 번호")
    String request_id();

    @Message("다시 시도")
    String retry();

    @Message("처음으로")
    String go_home();

    @Message("한국 땅에서, 한국어로, 하나의 길로.")
    String footer();

    @Message("요청을 이해하지 못했습니다")
    String error_400();

    @Message("양식이 오래되었거나 일부가 빠졌습니다. 페이지를 새로 고친 뒤 다시 시도해 주세요.")
    String error_400_hint();

    @Message("로그인을 마치지 못했습니다")
    String error_401();

    @Message("로그인 절차가 중간에 끊겼거나 시간이 지났습니다. 다시 로그인해 주세요.")
    String error_401_hint();

    @Message("권한이 없습니다")
    String error_403();

    @Message("이 페이지를 볼 수 없는 계정입니다. 조직의 소유자나 관리자에게 문의해 주세요.")
    String error_403_hint();

    @Message("길이 없는 곳입니다")
    String error_404();

    @Message("찾으시는 페이지가 없거나, 볼 수 없는 조직입니다.")
    String error_404_hint();

    @Message("문제가 생겼습니다")
    String error_500();

    @Message("우리 쪽 문제입니다. 계속되면 아래 요청 번호와 함께 알려 주세요.")
    String error_500_hint();

    @Message("잠시 쉬어 갑니다")
    String error_503();

    @Message("지금은 필요한 서비스에 닿지 않습니다. 로그인은 그대로이니 잠시 뒤 다시 시도해 주세요.")
    String error_503_hint();

    @Message("이 일을 할 권한이 없습니다.")
    String toast_refused();

    @Message("앗, 실패했습니다. 잠시 뒤 다시 시도해 주세요.")
    String toast_failed();
}

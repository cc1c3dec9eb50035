package kr.hangil.portal.policy;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Texts about policies. English: {@code messages/policy_en.properties}. */
@MessageBundle("policy")
interface PolicyMessages {

    @Message("정책")
    String title();

    @Message("조직의 모든 요청에 적용됩니다. 바꾸면 2초 안에 모든 게이트웨이에 퍼집니다.")
    String lead();

    @Message("지금 적용되는 것")
    String effective();

    @Message("조직과 플랫폼이 정한 것 가운데 더 낮은 한도, 둘 다 허용하는 지역입니다.")
    String effective_hint();

    @Message("우리 조직이 정한 것")
    String own();

    @Message("플랫폼이 정한 것")
    String platform();

    @Message("플랫폼 운영자만 바꿀 수 있습니다.")
    String platform_hint();

    @Message("플랫폼이 따로 정한 것은 없습니다.")
    String platform_none();

    @Message("처리할 지역")
    String regions();

    @Message("모든 지역")
    String all_regions();

    @Message("고르지 않으면 모든 지역에서 처리합니다. 고른 곳이 모두 멈추면 다른 지역으로 넘기지 않고 거절합니다.")
    String regions_hint();

    @Message("지역 목록을 불러오지 못했습니다. 지금 정해진 지역은 그대로 둡니다.")
    String regions_unknown();

    @Message("대신할 모델")
    String fallbacks();

    @Message("한 줄에 하나씩 씁니다. 앞의 모델을 쓸 수 없을 때 뒤의 모델을 차례로 부릅니다. 예: 큰모델: 작은모델")
    String fallbacks_hint();

    @Message("대신할 모델을 정하지 않았습니다.")
    String fallbacks_none();

    @Message("한 줄에 ‘모델: 대신할 모델’을 쓰고, 대신할 모델은 {most}개까지 쉼표로 나눕니다.")
    String fallbacks_wrong(int most);

    @Message("한 모델은 한 줄에만 쓸 수 있습니다.")
    String fallbacks_twice();

    @Message("프로젝트의 한도")
    String projects();

    @Message("프로젝트")
    String project();

    @Message("저장")
    String save();

    @Message("저장하는 중…")
    String saving();

    @Message("저장했습니다. 2초 안에 모든 게이트웨이에 적용됩니다.")
    String saved();

    @Message("정책을 바꾸려면 소유자나 관리자여야 합니다.")
    String read_only();

    @Message("그 사이에 정책이 바뀌었습니다. 아래는 지금의 정책입니다. 확인하고 다시 저장해 주세요.")
    String changed_meanwhile();

    @Message("이 값은 쓸 수 없습니다: {reason}")
    String field_refused(String reason);

    @Message("저장하지 못했습니다: {reason}")
    String save_refused(String reason);

    @Message("정책을 바꿀 권한이 없습니다. (요청 번호: {requestId})")
    String may_not_save(String requestId);

    @Message("지금은 저장할 수 없습니다. 잠시 뒤 다시 시도해 주세요. (요청 번호: {requestId})")
    String save_failed(String requestId);
}

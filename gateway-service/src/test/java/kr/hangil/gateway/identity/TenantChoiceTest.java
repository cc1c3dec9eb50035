package kr.hangil.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.snapshot.Membership;
import kr.hangil.gateway.snapshot.Snapshot;
import kr.hangil.gateway.snapshot.TenantRole;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TenantChoiceTest {

    private static final String ISSUER = "https://issuer.example";

    private static final Snapshot SNAPSHOT = new Snapshot(
            1,
            Map.of(),
            Map.of(
                    new Membership(ISSUER, "sub", "one"), TenantRole.OWNER,
                    new Membership(ISSUER, "sub", "two"), TenantRole.DEVELOPER,
                    new Membership(ISSUER, "sub", "three"), TenantRole.BILLING,
                    new Membership("https://other.example", "stranger", "one"), TenantRole.OWNER),
            Set.of("one", "two", "three"),
            Map.of(),
            Set.of(),
            Map.of());

    private static User user(String issuer, String subject, String... organizations) {
        return new User(issuer, subject, subject, Set.of(organizations), Set.of(), Instant.MAX);
    }

    private static ErrorCode refusal(User user, @Nullable String wanted) {
        return catchThrowableOfType(PlatformException.class, () -> TenantChoice.caller(SNAPSHOT, user, wanted))
                .code();
    }

    @Test
    void shouldTakeTheOnlyTenantThatBothSidesName() {
        Caller caller = TenantChoice.caller(SNAPSHOT, user(ISSUER, "sub", "one", "four"), null);

        assertThat(caller.tenant()).isEqualTo("one");
        assertThat(caller.subject()).isEqualTo("sub");
        assertThat(caller.keyId()).isNull();
        assertThat(caller.mayUse("anything")).isTrue();
    }

    @Test
    void shouldAskForTheTenantWhenThereAreSeveral() {
        assertThat(refusal(user(ISSUER, "sub", "one", "two"), null)).isEqualTo(ErrorCode.TENANT_REQUIRED);
    }

    @Test
    void shouldTakeTheNamedTenantWhenThereAreSeveral() {
        assertThat(TenantChoice.caller(SNAPSHOT, user(ISSUER, "sub", "one", "two"), "two")
                        .tenant())
                .isEqualTo("two");
    }

    @Test
    void shouldRefuseWhenOnlyOneSideNamesTheTenant() {
        assertThat(refusal(user(ISSUER, "sub", "four"), null)).isEqualTo(ErrorCode.PERMISSION_DENIED);
        assertThat(refusal(user(ISSUER, "sub", "four"), "four")).isEqualTo(ErrorCode.PERMISSION_DENIED);
        assertThat(refusal(user(ISSUER, "sub"), null)).isEqualTo(ErrorCode.PERMISSION_DENIED);
        assertThat(refusal(user(ISSUER, "sub", "one"), "two")).isEqualTo(ErrorCode.PERMISSION_DENIED);
    }

    @Test
    void shouldNotTakeOneIssuersSubjectForAnothers() {
        assertThat(refusal(user(ISSUER, "stranger", "one"), null)).isEqualTo(ErrorCode.PERMISSION_DENIED);
        assertThat(refusal(user("https://other.example", "sub", "one"), null)).isEqualTo(ErrorCode.PERMISSION_DENIED);
    }

    @Test
    void shouldRefuseWhenTheRoleDoesNotSpendMoney() {
        assertThat(refusal(user(ISSUER, "sub", "three"), null)).isEqualTo(ErrorCode.PERMISSION_DENIED);
    }
}

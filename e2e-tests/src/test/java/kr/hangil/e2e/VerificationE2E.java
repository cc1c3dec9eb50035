package kr.hangil.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * {@code ./hangil verify} looks at everything a stack did today, so it has a stack of its own: in the one that is shared, tests leave
 * behind on purpose what it would find.
 */
class VerificationE2E {

    @Test
    void shouldFindNoDifferenceUntilAPodIsCalledPastTheGateway() throws Exception {
        try (HangilStack stack = HangilStack.start("verified", Map.of())) {
            Api api = new Api(stack);
            assertThat(api.complete(api.newTenant(), "안녕하세요").status()).isEqualTo(200);

            assertThat(stack.hangil("verify")).isZero();

            assertThat(api.post(stack.pod() + "/v1/chat/completions", api.operatorToken(), api.chat("안녕하세요", 5))
                            .status())
                    .isEqualTo(200);
            assertThat(stack.hangil("verify")).isPositive();
        }
    }
}

package kr.hangil.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code ./hangil verify} looks at everything a stack did today, so it comes first: other tests leave behind on purpose what it would find. */
@Order(1)
@ExtendWith(HangilStack.Extension.class)
class VerificationE2E {

    @Test
    void shouldFindNoDifferenceUntilAPodIsCalledPastTheGateway(HangilStack stack) throws Exception {
        Api api = new Api(stack);
        assertThat(api.complete(api.newTenant(), "안녕하세요").status()).isEqualTo(200);

        assertThat(stack.hangil("verify")).isZero();

        assertThat(api.post(stack.pod() + "/v1/chat/completions", api.operatorToken(), api.chat("안녕하세요", 5))
                        .status())
                .isEqualTo(200);
        assertThat(stack.hangil("verify")).isPositive();
    }
}

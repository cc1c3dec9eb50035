package kr.hangil.gateway.dataplane;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import kr.hangil.gateway.ControlPlane;
import kr.hangil.gateway.envelope.Operation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds whatever a client asks for. */
@QuarkusTest
class EveryPathTest extends TranslatedDataPlane {

    @ParameterizedTest
    @EnumSource
    void shouldRefuseTheSecondRequestOfAKeyThatMaySendOneAMinute(Operation operation) {
        key = new ControlPlane(keycloak)
                .newKey(
                        ControlPlane.OPERATOR,
                        tenant,
                        Map.of("name", "one a minute", "limits", Map.of("requestsPerMinute", 1)))
                .statusCode(201)
                .extract()
                .path("key");
        post(operation.path(), "said", false).statusCode(200);

        post(operation.path(), "said", false)
                .statusCode(429)
                .header("retry-after", notNullValue())
                .body("error_type", equalTo("rate_limited"))
                .body("error.message", containsString("has a limit of 1 requests per minute"));
    }
}

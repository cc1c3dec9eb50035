package kr.hangil.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import kr.hangil.gateway.GatewayProcess;
import kr.hangil.stack.process.Ports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged gateway, with nothing around it, puts its own limiter to the test before it serves. */
class AdmissionAtStartIT {

    @TempDir
    Path folder;

    private static Map<String, String> alone() {
        String nowhere = "http://localhost:" + Ports.free();
        return new HashMap<>(Map.of(
                "HANGIL_DB_PORT",
                Integer.toString(Ports.free()),
                "HANGIL_DB_PASSWORD",
                "unused",
                "HANGIL_KEYCLOAK_URL",
                nowhere,
                "HANGIL_CLIENT_SECRET",
                "unused",
                "HANGIL_BILLING_URL",
                nowhere,
                "HANGIL_API_KEY_PEPPER",
                "pepper-of-the-self-test-0123456789abcdef"));
    }

    private Path place(String name) throws IOException {
        return Files.createDirectory(folder.resolve(name));
    }

    @Test
    void shouldStopWhenItsRequestsGoPastTheLimiter() throws Exception {
        Path build = UnlimitedBuild.of(GatewayProcess.application(), place("build"));

        try (GatewayProcess unlimited = GatewayProcess.start(place("unlimited"), alone(), build)) {
            assertThat(unlimited.process().waitFor(60, TimeUnit.SECONDS)).isTrue();

            assertThat(unlimited.process().exitValue()).isNotZero();
            assertThat(unlimited.log())
                    .contains("refusing to start, 1 finding(s)")
                    .contains("holds no limit: do not serve with it, start another build");
        }
    }

    @Test
    void shouldStartWithoutRedisAndLeaveNoTrace() throws Exception {
        Map<String, String> environment = alone();
        environment.put("HANGIL_REDIS_URL", "redis://127.0.0.1:" + Ports.free());
        environment.put("HANGIL_GATEWAY_ADMISSION_REDIS_GATEWAYS", "3");

        try (GatewayProcess gateway =
                GatewayProcess.start(place("gateway"), environment).alive()) {
            assertThat(gateway.metrics())
                    .containsPattern("hangil_gateway_requests_in_flight(\\{.*})? 0\\.0")
                    .containsPattern("hangil_gateway_budget_unconfirmed_total(\\{.*})? 0\\.0")
                    .doesNotContain(AdmissionSelfTest.TENANT.strip());
            assertThat(gateway.log())
                    .doesNotContain("refuse to start")
                    .doesNotContain(AdmissionSelfTest.TENANT.strip());
        }
    }
}

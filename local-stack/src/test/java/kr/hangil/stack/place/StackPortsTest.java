package kr.hangil.stack.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StackPortsTest {

    @Test
    void shouldUseTheDocumentedPortsWhenNothingMovesThem() throws Exception {
        // When
        StackPorts ports = StackPorts.from(Map.of());

        // Then
        assertThat(ports.of(StackPort.GATEWAY)).isEqualTo(8080);
        assertThat(ports.of(StackPort.PORTAL_MANAGEMENT)).isEqualTo(9084);
        assertThat(ports.of(StackPort.POSTGRES)).isEqualTo(5442);
        assertThat(ports.url(StackPort.KEYCLOAK)).isEqualTo("http://localhost:8180");
    }

    @Test
    void shouldMoveTheManagementPortWithItsService() throws Exception {
        // When
        StackPorts ports =
                StackPorts.from(Map.of("HANGIL_GATEWAY_PORT", "18080", "HANGIL_BILLING_MANAGEMENT_PORT", "7777"));

        // Then
        assertThat(ports.of(StackPort.GATEWAY_MANAGEMENT)).isEqualTo(19080);
        assertThat(ports.of(StackPort.BILLING)).isEqualTo(8083);
        assertThat(ports.of(StackPort.BILLING_MANAGEMENT)).isEqualTo(7777);
    }

    @Test
    void shouldNameEveryWrongPortAndItsVariableWhenSomeAreWrong() {
        // Given
        Map<String, String> environment = Map.of(
                "HANGIL_PORTAL_PORT", "99999",
                "HANGIL_KEYCLOAK_PORT", "x",
                "HANGIL_BILLING_PORT", "8080");

        // When, then
        assertThatThrownBy(() -> StackPorts.from(environment))
                .isInstanceOf(StackPorts.PortsException.class)
                .hasMessageContaining("HANGIL_PORTAL_PORT=99999")
                .hasMessageContaining("HANGIL_KEYCLOAK_PORT=x")
                .hasMessageContaining("port 8080 is wanted twice")
                .hasMessageContaining("HANGIL_GATEWAY_PORT");
    }

    @Test
    void shouldNameAllTakenPortsAtOnce() throws Exception {
        // Given
        StackPorts ports = StackPorts.from(Map.of());
        Set<Integer> taken = Set.of(8083, 9084);

        // When, then
        assertThatThrownBy(() -> ports.requireFree(taken::contains))
                .hasMessageContaining("port 8083 of billing is taken by another program: set HANGIL_BILLING_PORT")
                .hasMessageContaining("HANGIL_PORTAL_MANAGEMENT_PORT")
                .message()
                .hasLineCount(2);
    }

    @Test
    void shouldSeeAPortAsTakenWhenSomethingListensOnLoopbackOnly() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // When, then
            assertThat(StackPorts.isTaken(socket.getLocalPort())).isTrue();
        }
    }
}

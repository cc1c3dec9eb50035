package kr.hangil.contracts.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadReportTest {

    @Test
    void shouldReadBackWhatItWrites() {
        // Given
        LoadReport full = new LoadReport(2, 1, 812, 300, 0.25, 40L, 118.5);
        LoadReport sparse = new LoadReport(0, 0, 0, 0, null, null, null);

        // When
        LoadReport fullAgain = LoadReport.fromHeader(full.toHeader());
        LoadReport sparseAgain = LoadReport.fromHeader(sparse.toHeader());

        // Then
        assertThat(fullAgain).isEqualTo(full);
        assertThat(sparseAgain).isEqualTo(sparse);
        assertThat(full.toHeader())
                .isEqualTo("running=2, waiting=1, inflight=812, queued=300, kv=0.25, ttft=40, tps=118.5");
    }

    @Test
    void shouldPassOverMembersItDoesNotKnow() {
        assertThat(LoadReport.fromHeader("running=1, waiting=0, inflight=5, queued=0, adapter=\"a\""))
                .isEqualTo(new LoadReport(1, 0, 5, 0, null, null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "busy",
                "running=1",
                "running=1, waiting=x, inflight=0, queued=0",
                "running=-1, waiting=0, inflight=0, queued=0",
                "running=1, waiting=0, inflight=0, queued=0, kv=25"
            })
    void shouldCallALoadUnknownThatItCannotRead(String header) {
        assertThat(LoadReport.fromHeader(header)).isNull();
    }

    @Test
    void shouldRefuseAShareOverOne() {
        assertThatThrownBy(() -> new LoadReport(0, 0, 0, 0, 25.0, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("between 0 and 1");
    }
}

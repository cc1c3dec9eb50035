package kr.hangil.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LocalQuotasTest extends QuotasContract {

    private final LocalQuotas quotas = new LocalQuotas(Clock.systemUTC());

    @Override
    Quotas quotas() {
        return quotas;
    }

    @Test
    void shouldDivideEveryLimitWithoutARest() {
        for (int of = 1; of <= 9; of++) {
            int gateways = of;
            for (long limit : new long[] {1, 2, 7, 100, 1_000_003, Integer.MAX_VALUE}) {
                assertThat(IntStream.range(0, gateways)
                                .mapToLong(rank -> new Share(rank, gateways).of(limit))
                                .sum())
                        .isEqualTo(limit);
            }
        }
    }
}

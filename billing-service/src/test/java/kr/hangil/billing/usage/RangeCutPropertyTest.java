package kr.hangil.billing.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class RangeCutPropertyTest {

    private static final long ORIGIN = 1_793_000_000L;

    @Property
    void shouldCutARangeAtHoursAndDaysInOrder(
            @ForAll @LongRange(min = 0, max = 400_000) long start,
            @ForAll @LongRange(min = 1, max = 400_000) long length,
            @ForAll Bucket bucket) {
        Instant from = Instant.ofEpochSecond(ORIGIN + start);
        Instant to = from.plusSeconds(length);

        RangeCut cut = RangeCut.of(from, to, bucket);

        List<Instant> instants = cut.instants();
        assertThat(instants).isSorted().startsWith(from).endsWith(to);
        if (cut.hourFrom().isBefore(cut.hourTo())) {
            assertThat(List.of(cut.hourFrom(), cut.hourTo()))
                    .allMatch(at -> Bucket.HOUR.floor(at).equals(at));
        }
        if (cut.dayFrom().isBefore(cut.dayTo())) {
            assertThat(bucket).isNotEqualTo(Bucket.HOUR);
            assertThat(List.of(cut.dayFrom(), cut.dayTo()))
                    .allMatch(at -> Bucket.DAY.floor(at).equals(at));
        }
        // Events are read for less than an hour at each end, or for one range inside an hour or around one beginning.
        assertThat(cut.hourFrom().getEpochSecond() - from.getEpochSecond()).isLessThan(3600);
        assertThat(to.getEpochSecond() - cut.hourTo().getEpochSecond()).isLessThan(3600);
    }
}

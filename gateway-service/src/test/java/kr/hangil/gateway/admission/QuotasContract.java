package kr.hangil.gateway.admission;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import kr.hangil.gateway.admission.Quota.Kind;
import org.junit.jupiter.api.Test;

/** What every way of counting must hold. */
abstract class QuotasContract {

    final String tenant = "t" + UUID.randomUUID();

    abstract Quotas quotas();

    Claim claim(Quota... quotas) {
        return new Claim(UUID.randomUUID().toString(), tenant, List.of(quotas));
    }

    static Verdict join(Future<Verdict> verdict) {
        return verdict.toCompletionStage().toCompletableFuture().join();
    }

    Verdict reserve(Claim claim) {
        return join(quotas().reserve(claim));
    }

    @Test
    void shouldNeverReserveMoreThanTheLimitWhenManyComeAtOnce() {
        AtomicInteger storms = new AtomicInteger();

        // Again where the machine stood still for so long that shares were what was reserved from.
        List<Verdict.Granted> granted = await().atMost(60, SECONDS)
                .until(
                        () -> storm(new Quota("tenant " + storms.incrementAndGet(), Kind.TOKENS, 1_000, 30)),
                        verdicts -> verdicts.stream().noneMatch(Verdict.Granted::degraded));

        assertThat(granted).hasSize(33);
    }

    /** What two hundred at once are granted of {@code quota}. */
    private List<Verdict.Granted> storm(Quota quota) {
        List<Future<Verdict>> asked = IntStream.range(0, 200)
                .mapToObj(i -> quotas().reserve(claim(quota)))
                .toList();
        return asked.stream()
                .map(QuotasContract::join)
                .filter(Verdict.Granted.class::isInstance)
                .map(Verdict.Granted.class::cast)
                .toList();
    }

    @Test
    void shouldTakeNothingOfAnyLimitWhenOneRefuses() {
        Quota wide = new Quota("key a", Kind.REQUESTS, 2, 1);
        Quota narrow = new Quota("tenant", Kind.TOKENS, 100, 80);
        reserve(claim(wide, narrow));

        Verdict second = reserve(claim(wide, narrow));

        assertThat(second).isInstanceOfSatisfying(Verdict.Refused.class, refused -> {
            assertThat(refused.level().quota()).isEqualTo(narrow);
            assertThat(refused.level().used()).isEqualTo(80);
            assertThat(refused.retryAfter().toMillis()).isBetween(1L, 65_000L);
        });
        assertThat(reserve(claim(wide))).isInstanceOf(Verdict.Granted.class);
    }

    @Test
    void shouldGiveBackWhatWasNotUsedAndTakeWhatWasUsedBeyond() {
        Quota tokens = new Quota("tenant", Kind.TOKENS, 100, 60);
        Claim first = claim(tokens);
        quotas().settle(first, (Verdict.Granted) reserve(first), 10);
        await().atMost(20, SECONDS).until(() -> reserve(claim(tokens)) instanceof Verdict.Granted);
        Claim small = claim(new Quota("tenant", Kind.TOKENS, 100, 1));

        quotas().settle(small, (Verdict.Granted) reserve(small), 500);

        await().atMost(20, SECONDS)
                .until(() -> reserve(claim(new Quota("tenant", Kind.TOKENS, 100, 1))) instanceof Verdict.Refused r
                        && r.level().used() >= 570);
    }

    @Test
    void shouldFreeAPlaceWhenItsRequestEnds() {
        Quota place = new Quota("key a", Kind.CONCURRENCY, 2, 1);
        List<Claim> taken = new ArrayList<>(List.of(claim(place), claim(place)));
        List<Verdict> granted = taken.stream().map(this::reserve).toList();
        assertThat(reserve(claim(place))).isInstanceOf(Verdict.Refused.class);

        quotas().settle(taken.getFirst(), (Verdict.Granted) granted.getFirst(), 0);

        await().atMost(20, SECONDS).until(() -> reserve(claim(place)) instanceof Verdict.Granted);
        assertThat(reserve(claim(place))).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void shouldKeepTenantsApart() {
        Quota one = new Quota("tenant", Kind.REQUESTS, 1, 1);
        reserve(claim(one));

        Verdict other = join(quotas().reserve(new Claim("r", tenant + "-other", List.of(one))));

        assertThat(other).isInstanceOf(Verdict.Granted.class);
    }
}

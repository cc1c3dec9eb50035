package kr.hangil.gateway.metering;

import com.fasterxml.jackson.core.type.TypeReference;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import kr.hangil.contracts.usage.UsageEvent;
import kr.hangil.contracts.usage.UsageVerdict;
import org.jspecify.annotations.Nullable;

/** Books like billing does, and, where it has a source of chance, fails before or after booking. */
final class Ledger {
    final Map<String, Long> booked = new ConcurrentHashMap<>();
    final List<Integer> batches = new CopyOnWriteArrayList<>();
    private final @Nullable Random failures;
    volatile boolean away;
    int conflicts;

    Ledger(@Nullable Random failures) {
        this.failures = failures;
    }

    Uni<UsageVerdict.Verdicts> book(byte[] json) {
        try {
            return book(SpoolParts.JSON.readValue(json, new TypeReference<List<UsageEvent>>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Uni<UsageVerdict.Verdicts> book(List<UsageEvent> events) {
        int chance = failures == null ? 9 : failures.nextInt(10);
        if (away || chance < 2) {
            return Uni.createFrom().failure(new IOException("connection refused"));
        }
        batches.add(events.size());
        List<UsageVerdict> verdicts = new ArrayList<>();
        for (UsageEvent event : events) {
            Long before = booked.putIfAbsent(event.id(), event.data().completionTokens());
            UsageVerdict.Verdict verdict = before == null
                    ? UsageVerdict.Verdict.ACCEPTED
                    : before == event.data().completionTokens()
                            ? UsageVerdict.Verdict.DUPLICATE
                            : UsageVerdict.Verdict.CONFLICT;
            conflicts += verdict == UsageVerdict.Verdict.CONFLICT ? 1 : 0;
            verdicts.add(new UsageVerdict(verdicts.size(), event.id(), verdict, null, null));
        }
        if (chance < 4) {
            return Uni.createFrom().failure(new IOException("answer lost"));
        }
        return Uni.createFrom().item(new UsageVerdict.Verdicts(verdicts));
    }
}

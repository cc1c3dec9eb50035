package kr.hangil.gateway.metering;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.util.Arrays;
import kr.hangil.gateway.envelope.Envelope;

/**
 * What requests are likely to use, learned from what they did: bytes of input for each prompt token by model, and the
 * 90th percentile of a tenant's answers by model. Best effort: bounded, and lost with the process.
 */
@Singleton
public class TokenEstimates {

    private static final double DEFAULT_BYTES_PER_TOKEN = 4;
    private static final double LEARNING_RATE = 0.05;

    /** Before the first answer of a tenant's was seen. */
    static final int DEFAULT_OUTPUT = 256;

    private static final int MOST_MODELS = 10_000;
    private static final int MOST_PAIRS = 50_000;

    private final Cache<String, Ratio> bytesPerToken =
            Caffeine.newBuilder().maximumSize(MOST_MODELS).build();
    private final Cache<Pair, Outputs> outputs =
            Caffeine.newBuilder().maximumSize(MOST_PAIRS).build();

    private record Pair(String tenant, String model) {}

    /** Tokens that {@code envelope}'s input is likely to make; at least 1. */
    public long prompt(Envelope envelope) {
        Ratio seen = bytesPerToken.getIfPresent(envelope.model());
        double ratio = seen == null ? DEFAULT_BYTES_PER_TOKEN : seen.mean;
        return Math.max(1, Math.round(envelope.inputBytes() / ratio));
    }

    /** Tokens to expect of the answer: the client's cap where it set one, else what the tenant's answers needed. */
    public long output(String tenant, Envelope envelope) {
        if (!envelope.operation().streams()) {
            return 0;
        }
        Long cap = envelope.maxOutputTokens();
        if (cap != null) {
            return cap;
        }
        Outputs seen = outputs.getIfPresent(new Pair(tenant, envelope.model()));
        return (long) envelope.choices() * (seen == null ? DEFAULT_OUTPUT : seen.percentile());
    }

    /** Learns from what the engine reported. */
    void learn(String tenant, Envelope envelope, TokenCounts counts) {
        if (counts.estimated() || counts.prompt() == 0) {
            return;
        }
        double ratio = (double) envelope.inputBytes() / counts.prompt();
        bytesPerToken.get(envelope.model(), model -> new Ratio(ratio)).add(ratio);
        if (counts.completion() > 0) {
            Outputs seen = outputs.get(new Pair(tenant, envelope.model()), pair -> new Outputs());
            seen.add(counts.completion() / envelope.choices());
        }
    }

    /** Bytes of input for each prompt token, the last requests' weighing most. */
    private static final class Ratio {
        private volatile double mean;

        Ratio(double first) {
            mean = first;
        }

        synchronized void add(double ratio) {
            mean += LEARNING_RATE * (ratio - mean);
        }
    }

    /** The last answers' lengths. */
    private static final class Outputs {
        private static final int KEPT = 64;

        private final long[] lengths = new long[KEPT];
        private int count;
        private volatile long percentile = DEFAULT_OUTPUT;

        synchronized void add(long length) {
            lengths[count++ % KEPT] = length;
            if (count <= KEPT || count % 8 == 0) {
                long[] sorted = Arrays.copyOf(lengths, Math.min(count, KEPT));
                Arrays.sort(sorted);
                percentile = Math.max(1, sorted[(sorted.length - 1) * 9 / 10]);
            }
        }

        long percentile() {
            return percentile;
        }
    }
}

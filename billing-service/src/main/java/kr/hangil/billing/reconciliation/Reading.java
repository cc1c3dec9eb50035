package kr.hangil.billing.reconciliation;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kr.hangil.contracts.Digest;
import org.jspecify.annotations.Nullable;

/**
 * A pod's account as it was read, with nothing in it that cannot be.
 *
 * @param account name of the account
 * @param lines one for each day, version, client and tenant
 */
record Reading(String account, String replica, String region, List<Line> lines) {

    private static final int LONGEST_NAME = 253;

    /** One line. */
    record Line(LocalDate day, String digest, String client, String tenant, Served served) {

        /** What there is one line of. */
        record Key(LocalDate day, String digest, String client, String tenant) {}

        Key key() {
            return new Key(day, digest, client, tenant);
        }

        long requests() {
            return served.told().requests() + served.estimated().requests();
        }
    }

    /**
     * What a pod said. The same line twice is one line.
     *
     * @throws IllegalArgumentException when it cannot be an account: the message says what is wrong with it
     */
    static Reading of(PodApi.Account said) {
        if (!"Asia/Seoul".equals(said.zone())) {
            throw new IllegalArgumentException("its days are those of " + said.zone() + ", not of Asia/Seoul");
        }
        List<PodApi.Entry> entries = said.entries();
        if (entries == null) {
            throw new IllegalArgumentException("it has no entries");
        }
        return new Reading(
                name("account", said.account()),
                name("replica", said.replica()),
                name("region", said.region()),
                List.copyOf(lines(entries)));
    }

    private static Collection<Line> lines(List<PodApi.Entry> entries) {
        Map<Line.Key, Line> lines = new LinkedHashMap<>();
        for (PodApi.Entry entry : new ArrayList<>(entries)) {
            Line line = line(entry);
            Line before = lines.putIfAbsent(line.key(), line);
            if (before != null && !before.equals(line)) {
                throw new IllegalArgumentException("it says " + line.key() + " twice, and differently");
            }
        }
        return lines.values();
    }

    private static Line line(PodApi.Entry entry) {
        String digest = name("digest", entry.digest());
        if (!Digest.isDigest(digest)) {
            throw new IllegalArgumentException("'" + digest + "' is no digest");
        }
        Served served = new Served(
                new TokenSum(
                        entry.requests() - entry.estimated(),
                        entry.promptTokens() - entry.estimatedPromptTokens(),
                        entry.cachedTokens(),
                        entry.outputTokens() - entry.estimatedOutputTokens()),
                new TokenSum(entry.estimated(), entry.estimatedPromptTokens(), 0, entry.estimatedOutputTokens()));
        if (entry.requests() < 1 || isNegative(served.told()) || isNegative(served.estimated())) {
            throw new IllegalArgumentException("a sum of " + entry.day() + " cannot be: " + served);
        }
        String tenant = entry.tenant();
        return new Line(
                day(entry.day()), digest, name("gateway", entry.gateway()), tenant == null ? "" : tenant, served);
    }

    private static boolean isNegative(TokenSum sum) {
        return sum.requests() < 0 || !sum.hasOnlyMore();
    }

    private static LocalDate day(@Nullable String text) {
        try {
            return LocalDate.parse(name("day", text));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'" + text + "' is no day", e);
        }
    }

    private static String name(String what, @Nullable String text) {
        if (text == null || text.isBlank() || text.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("its " + what + " is missing or too long");
        }
        return text;
    }
}

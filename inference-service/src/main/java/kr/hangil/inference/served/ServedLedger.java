package kr.hangil.inference.served;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import kr.hangil.contracts.Digest;
import kr.hangil.inference.InferenceConfig;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * This pod's own account of the tokens it served, independent of what gateways report, so that billing can compare the two.
 * Recording touches memory only; a thread of its own writes what changed. Where the file cannot be had the account goes on in
 * memory, and a restart begins it anew. Safe for use by several threads.
 */
@Singleton
public final class ServedLedger {

    private static final Logger LOG = Logger.getLogger(ServedLedger.class);

    /** Days begin and end where invoices' do. */
    public static final ZoneId ZONE = ZoneId.of("Asia/Seoul");

    private static final Comparator<ServedKey> ORDER = Comparator.comparing(ServedKey::day)
            .thenComparing(ServedKey::digest)
            .thenComparing(ServedKey::gateway)
            .thenComparing(ServedKey::tenant);

    private final ServedConfig config;
    private final Path path;
    private final ObjectMapper json;
    private final Clock clock;

    private final ConcurrentHashMap<ServedKey, ServedTokens> sums = new ConcurrentHashMap<>();
    private final Set<ServedKey> changed = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final ReentrantLock writing = new ReentrantLock();
    private @Nullable ServedFile file;
    private volatile String account = UUID.randomUUID().toString();
    private LocalDate swept = LocalDate.MIN;

    @Inject
    ServedLedger(ServedConfig config, InferenceConfig inference, ObjectMapper json, Clock clock) {
        this(config, inference.replica(), json, clock);
    }

    ServedLedger(ServedConfig config, String replica, ObjectMapper json, Clock clock) {
        this.config = config;
        this.path = config.folder().resolve(replica.replaceAll("[^A-Za-z0-9._-]", "_") + ".jsonl");
        this.json = json;
        this.clock = clock;
    }

    void onStart(@Observes StartupEvent event) {
        open();
        Thread.ofVirtual().name("served-writer").start(this::writeAgainAndAgain);
    }

    /** Takes up what was served before; records from now on go to the file. */
    void open() {
        writing.lock();
        try {
            Map<ServedKey, ServedTokens> before = new HashMap<>();
            ServedFile opened = ServedFile.open(json, path, today().minusDays(config.days()), before);
            file = opened;
            account = opened.account();
            before.forEach((key, tokens) -> sums.merge(key, tokens, ServedTokens::plus));
        } catch (IOException e) {
            LOG.errorf("the account of what is served is kept in memory only: %s", e);
        } finally {
            writing.unlock();
        }
    }

    private void writeAgainAndAgain() {
        try {
            while (!stopping.await(config.interval().toMillis(), TimeUnit.MILLISECONDS)) {
                write();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void onStop(@Observes ShutdownEvent event) {
        stopping.countDown();
        close();
    }

    /** Writes what is left and lets go of the file. */
    void close() {
        write();
        writing.lock();
        try {
            if (file != null) {
                file.close();
                file = null;
            }
        } catch (IOException e) {
            LOG.warnf("%s was not closed: %s", path, e);
        } finally {
            writing.unlock();
        }
    }

    /** Brings the file up to date. */
    void write() {
        writing.lock();
        try {
            sweep();
            ServedFile open = file;
            if (changed.isEmpty() || open == null) {
                return;
            }
            Map<ServedKey, ServedTokens> lines = new HashMap<>();
            for (ServedKey key : List.copyOf(changed)) {
                // Taken off before it is read: what is added meanwhile is written next time.
                changed.remove(key);
                ServedTokens tokens = sums.get(key);
                if (tokens != null) {
                    lines.put(key, tokens);
                }
            }
            try {
                open.append(lines);
            } catch (IOException e) {
                changed.addAll(lines.keySet());
                LOG.errorf("%s was not written, it will be tried again: %s", path, e);
            }
        } finally {
            writing.unlock();
        }
    }

    /** Forgets, once a day, what is too old. */
    private void sweep() {
        LocalDate today = today();
        if (!today.equals(swept)) {
            swept = today;
            sums.keySet().removeIf(key -> key.day().isBefore(today.minusDays(config.days())));
        }
    }

    /** Adds what one answer used, on today's account. */
    public void record(String gateway, String tenant, Digest digest, ServedTokens tokens) {
        ServedKey key = new ServedKey(today(), digest.value(), gateway, tenant);
        sums.merge(key, tokens, ServedTokens::plus);
        changed.add(key);
    }

    /**
     * As {@link #between}, once it is written down: what is told then is never taken back by a crash. Writes a file, so it is
     * work for a worker thread.
     */
    public Map<ServedKey, ServedTokens> writtenBetween(LocalDate from, LocalDate to) {
        Map<ServedKey, ServedTokens> found = between(from, to);
        write();
        return found;
    }

    /** What was served on the days from {@code from} to {@code to}, both included, in the order of the keys. */
    public Map<ServedKey, ServedTokens> between(LocalDate from, LocalDate to) {
        Map<ServedKey, ServedTokens> found = new TreeMap<>(ORDER);
        sums.forEach((key, tokens) -> {
            if (!key.day().isBefore(from) && !key.day().isAfter(to)) {
                found.put(key, tokens);
            }
        });
        return found;
    }

    /**
     * What this account is called: sums under one name never get smaller. Another name says that the account began anew, with
     * its file lost or not to be had.
     */
    public String account() {
        return account;
    }

    /** The day it is now. */
    public LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZONE);
    }
}

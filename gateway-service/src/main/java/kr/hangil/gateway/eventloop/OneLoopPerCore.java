package kr.hangil.gateway.eventloop;

import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * As many event loops as the process has processors, where nothing else is configured; Quarkus would take twice as many. Nothing
 * here waits on a loop, so a second one on the same processor only takes turns with the first: both wake up more often, for less each time.
 */
public final class OneLoopPerCore implements ConfigSource {

    private static final String LOOPS = "quarkus.vertx.event-loops-pool-size";

    /** Below every file and the environment, so that an operator's number counts. */
    private static final int ORDINAL = 50;

    private final String processors = Integer.toString(Runtime.getRuntime().availableProcessors());

    @Override
    public Set<String> getPropertyNames() {
        return Set.of(LOOPS);
    }

    @Override
    public Map<String, String> getProperties() {
        return Map.of(LOOPS, processors);
    }

    @Override
    public @Nullable String getValue(String name) {
        return LOOPS.equals(name) ? processors : null;
    }

    @Override
    public String getName() {
        return "one event loop per core";
    }

    @Override
    public int getOrdinal() {
        return ORDINAL;
    }
}

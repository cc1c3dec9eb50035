package kr.hangil.gateway.telemetry;

import io.vertx.core.Context;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import kr.hangil.gateway.eventloop.EndOfTurn;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One line for each request that was dispatched, without its content. Those of one turn of an event loop are one entry of the log, so one
 * write, and have one time.
 */
@Singleton
public class AccessLog {

    private static final Logger LOG = Logger.getLogger("access");

    /** As every other line of the log begins; the handler of this category writes entries as they are. */
    private static final DateTimeFormatter PREFIX =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX 'INFO  [access]  '");

    private final EndOfTurn<AccessLine> lines = new EndOfTurn<>(this::write);
    private final Clock clock;

    AccessLog(Clock clock) {
        this.clock = clock;
    }

    public void add(AccessLine line) {
        lines.add(line);
    }

    private void write(@Nullable Context context, List<AccessLine> turn) {
        String prefix = PREFIX.format(clock.instant().atZone(ZoneId.systemDefault()));
        StringBuilder entry = new StringBuilder();
        for (AccessLine line : turn) {
            entry.append(entry.isEmpty() ? "" : System.lineSeparator()).append(prefix);
            line.appendTo(entry);
        }
        LOG.info(entry);
    }
}

package kr.hangil.platform.startup;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.List;
import org.jboss.logging.Logger;

/** Runs every {@link StartupCheck}; in production a single finding stops the service, elsewhere it is a warning. */
@Singleton
final class StartupGuard {

    private static final Logger LOG = Logger.getLogger(StartupGuard.class);

    void onStart(@Observes @Priority(1) StartupEvent event, Instance<StartupCheck> checks) {
        List<String> findings = checks.stream()
                .flatMap(check -> check.findings().stream())
                .sorted()
                .toList();
        if (findings.isEmpty()) {
            return;
        }
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            throw new IllegalStateException(
                    "refusing to start, " + findings.size() + " finding(s):\n - " + String.join("\n - ", findings));
        }
        findings.forEach(finding -> LOG.warnf("would refuse to start in production: %s", finding));
    }
}

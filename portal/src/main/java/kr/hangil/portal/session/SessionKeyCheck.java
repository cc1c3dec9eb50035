package kr.hangil.portal.session;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import kr.hangil.platform.startup.StartupCheck;

/** Without a key of its own the portal would store tokens that anyone could read. */
@ApplicationScoped
final class SessionKeyCheck implements StartupCheck {

    static final int SHORTEST = 32;

    private final SessionConfig config;

    SessionKeyCheck(SessionConfig config) {
        this.config = config;
    }

    /** Stops the portal here even where nothing else runs the checks. */
    void onStart(@Observes @Priority(2) StartupEvent event) {
        List<String> findings = findings();
        if (LaunchMode.current() == LaunchMode.NORMAL && !findings.isEmpty()) {
            throw new IllegalStateException("refusing to start: " + String.join("; ", findings));
        }
    }

    @Override
    public List<String> findings() {
        String key = config.key().orElse("");
        if (key.isEmpty()) {
            return List.of("HANGIL_PORTAL_SESSION_KEY is not set; give at least " + SHORTEST + " random characters");
        }
        if (key.length() < SHORTEST) {
            return List.of("HANGIL_PORTAL_SESSION_KEY has " + key.length() + " characters; give at least " + SHORTEST);
        }
        if (key.chars().distinct().count() < 8) {
            return List.of("HANGIL_PORTAL_SESSION_KEY repeats itself; give random characters");
        }
        return List.of();
    }
}

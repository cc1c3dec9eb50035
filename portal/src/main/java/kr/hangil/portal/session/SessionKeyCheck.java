package kr.hangil.portal.session;

import jakarta.enterprise.context.ApplicationScoped;
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

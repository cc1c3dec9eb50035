package kr.hangil.stack.quarkus;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;

/**
 * Tells a service {@link Midday}'s time in its tests, far from the end of anything that is counted over days and months. A service
 * has this bean where its {@code quarkus.index-dependency} names this module.
 */
class MiddayClock {

    @Produces
    @Alternative
    @Priority(1)
    @ApplicationScoped
    Clock clock() {
        return Midday.CLOCK;
    }
}

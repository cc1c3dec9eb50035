package kr.hangil.portal;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;
import kr.hangil.stack.quarkus.Midday;

/** The portal's clock in its tests, far from the end of any day and month that its pages are of. */
class MiddayClock {

    @Produces
    @Alternative
    @Priority(1)
    @ApplicationScoped
    Clock clock() {
        return Midday.CLOCK;
    }
}

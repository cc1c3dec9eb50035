package kr.hangil.billing;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;
import kr.hangil.stack.quarkus.Midday;

/** Billing's clock in its tests, far from the end of anything that usage and spending are counted over. */
class MiddayClock {

    @Produces
    @Alternative
    @Priority(1)
    @ApplicationScoped
    Clock clock() {
        return Midday.CLOCK;
    }
}

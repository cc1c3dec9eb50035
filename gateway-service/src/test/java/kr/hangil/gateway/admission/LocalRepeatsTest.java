package kr.hangil.gateway.admission;

import java.time.Clock;

class LocalRepeatsTest extends RepeatsContract {

    private final LocalRepeats repeats = new LocalRepeats(RealRedis.config().repeats(), Clock.systemUTC());

    @Override
    Repeats repeats() {
        return repeats;
    }
}

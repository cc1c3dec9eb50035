package kr.hangil.stack.quarkus;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;

/** For the tests of a service whose clock is {@link MiddayClock}'s. */
public final class MiddayRule {

    public static final ArchRule NO_OTHER_CLOCK = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDate.class, "now", ZoneId.class)
            .orShould()
            .callMethod(YearMonth.class, "now", ZoneId.class)
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .because("the service under test is told another time, far from midnight and the end of a month");

    private MiddayRule() {}
}

package kr.hangil.billing.reconciliation;

import java.time.Instant;
import java.time.LocalDate;
import kr.hangil.billing.spending.SpendPeriod;

/** A day of Asia/Seoul. */
record Day(LocalDate date) {

    static Day at(Instant instant) {
        return new Day(LocalDate.ofInstant(instant, SpendPeriod.ZONE));
    }

    Instant start() {
        return date.atStartOfDay(SpendPeriod.ZONE).toInstant();
    }

    Instant end() {
        return date.plusDays(1).atStartOfDay(SpendPeriod.ZONE).toInstant();
    }
}

package kr.hangil.billing.rating;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Prices, found by model, meter and instant. */
public final class PriceList {

    private final Map<String, Map<Meter, List<Price>>> prices;

    /** @param prices of any models and times; two that hold at the same instant must not exist, the database sees to it */
    public PriceList(Collection<Price> prices) {
        this.prices = prices.stream()
                .collect(
                        groupingBy(Price::model, groupingBy(Price::meter, () -> new EnumMap<>(Meter.class), toList())));
    }

    /** The price in force; empty where there is none. */
    public Optional<Price> at(String model, Meter meter, Instant instant) {
        for (Price price : prices.getOrDefault(model, Map.of()).getOrDefault(meter, List.of())) {
            if (price.holdsAt(instant)) {
                return Optional.of(price);
            }
        }
        return Optional.empty();
    }
}

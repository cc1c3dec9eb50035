package kr.hangil.billing.rating;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Prices, found by model, meter and instant. */
public final class PriceList {

    private final Map<Key, List<Price>> prices;

    /** @param prices of any models and times; two that hold at the same instant must not exist, the database sees to it */
    public PriceList(Collection<Price> prices) {
        this.prices = prices.stream().collect(Collectors.groupingBy(price -> new Key(price.model(), price.meter())));
    }

    /** The price in force; empty where there is none. */
    public Optional<Price> at(String model, Meter meter, Instant instant) {
        return prices.getOrDefault(new Key(model, meter), List.of()).stream()
                .filter(price -> price.holdsAt(instant))
                .findFirst();
    }

    private record Key(String model, Meter meter) {}
}

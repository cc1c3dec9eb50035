package kr.hangil.billing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a test sends, as JSON-like maps, so that it can be wrong in every way. */
public final class Events {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Events() {}

    public static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public static Map<String, Object> book(String name, Map<String, ?>... prices) {
        Map<String, Object> book = new LinkedHashMap<>();
        book.put("name", name);
        book.put("currency", "KRW");
        book.put("vat", "EXCLUSIVE");
        book.put("prices", List.of(prices));
        return book;
    }

    /** A price for a million tokens. */
    public static Map<String, @Nullable Object> price(
            String model, String meter, String amount, String from, @Nullable String to) {
        Map<String, @Nullable Object> price = new LinkedHashMap<>();
        price.put("model", model);
        price.put("meter", meter);
        price.put("per", 1_000_000);
        price.put("amount", amount);
        price.put("from", from);
        price.put("to", to);
        return price;
    }
}
